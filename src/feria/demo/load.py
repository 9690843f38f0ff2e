"""Loading the demo mall, step by step, each step in a transaction of its own.

``demo.json`` is written last. Until it stands the load is unfinished and starts over from the first step; each finds what
an interrupted run has left and makes only what is missing. Once it stands the mall belongs to those who use it: prices
they set, a festival they withdrew, the clock they moved are left as they are.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta
from pathlib import Path

from django.db import transaction

from feria.demo.accounts import ACCOUNTS, PASSWORD, SHOPPER, issue_drive_token, make_accounts
from feria.demo.catalogue import BEST_SELLERS, read_catalogue
from feria.demo.favourites import bought_most
from feria.demo.home import Demo, keep, kept
from feria.demo.margins import put_margins
from feria.demo.people import read_members
from feria.demo.source import festival_file, source_directory
from feria.mall.campaigns import api as campaigns
from feria.mall.catalog import api as catalog
from feria.mall.kit import api as kit
from feria.mall.members import api as members
from feria.mall.rush import api as rush
from feria.mall.stock import api as stock
from feria.review.past import building

OPENED = timedelta(minutes=5)
"""How far into its main day the demo's festival is when the mall opens for the first time."""

Progress = Callable[[str, float], None]
"""Called with the step at work and the share of the whole that is done, 0 to 1."""


def load(home: Path, everything: bool = False, progress: Progress = lambda _step, _share: None) -> Demo:
    """Make the mall in ``home`` a demo mall; its database's tables stand already.

    ``everything`` puts every product there is into the catalogue, also into a demo that is loaded.
    Raises DemoDataMissing, FestivalMissing.
    """
    before = finished(home)
    put_margins(home)
    if before is not None and (before.all_products or not everything):
        return before
    source, festival = source_directory(), festival_file()
    store = home / "warehouse"
    building.build(source, store, lambda step, share: progress(f"The year: {step.lower()}", share * 0.4))
    opened_at = kit.database_now()
    progress("Filling the shelves", 0.4)
    products = _put_catalogue(store, None if everything else BEST_SELLERS, opened_at)
    made = (
        _open(home, festival, products, everything, opened_at, progress)
        if before is None
        else _grown(before, products)
    )
    keep(home, made)
    progress("Ready", 1.0)
    return made


def finished(home: Path) -> Demo | None:
    """What a load left, if the mall's database still is the one that it filled."""
    before = kept(home)
    return before if before and members.member_by_code(SHOPPER) else None


def _open(
    home: Path, festival: Path, products: int, everything: bool, opened_at: datetime, progress: Progress
) -> Demo:
    """People, accounts and the festival, for a mall that has its goods."""
    progress("Welcoming members", 0.75)
    households = _put_members(home / "warehouse", opened_at)
    progress("Making accounts", 0.9)
    operator = make_accounts(opened_at)
    _mark_favourites(home / "warehouse", opened_at)
    progress("Opening the festival", 0.95)
    version = rush.open_festival(festival.read_text(encoding="utf-8"), operator)
    kit.move_clock(_main_day(version.festival.code) + OPENED, by=operator)
    return Demo(
        festival=version.festival.code,
        products=products,
        members=households,
        all_products=everything,
        password=PASSWORD,
        accounts=ACCOUNTS,
        drive_token=issue_drive_token(opened_at),
    )


def _grown(before: Demo, products: int) -> Demo:
    """The same demo with the whole catalogue."""
    return Demo(
        festival=before.festival,
        products=products,
        members=before.members,
        all_products=True,
        password=before.password,
        accounts=before.accounts,
        drive_token=before.drive_token,
    )


def _put_catalogue(store: Path, most: int | None, at: datetime) -> int:
    """Products that are not there yet, with their first stock; what a merchant changed since stays changed."""
    stocked = read_catalogue(store, most)
    with transaction.atomic():
        there = set(catalog.Product.objects.values_list("sku", flat=True))
        fresh = [product for product in stocked.products if product.sku not in there]
        catalog.put_catalogue(stocked.shops, stocked.categories, fresh, at)
        ids = dict(catalog.Product.objects.values_list("sku", "pk"))
        stock.open_stock({ids[sku]: units for sku, units in stocked.stock.items()})
    return len(stocked.products)


def _put_members(store: Path, at: datetime) -> int:
    """The households, none of them new: each has shopped with the grocer before."""
    records, first_seen = read_members(store)
    with transaction.atomic():
        members.put_members(records, at)
        for member in members.Member.objects.filter(first_order_at=None, code__in=first_seen).only(
            "pk", "code"
        ):
            members.note_first_order(member, first_seen[member.code])
    return len(records)


def _mark_favourites(store: Path, at: datetime) -> None:
    """Give the demo's shopper the favourites that a year of its receipts tells of."""
    household = members.member_by_code(SHOPPER)
    if household is not None:
        for product in catalog.products(skus=bought_most(store, SHOPPER)):
            members.mark_favourite(household, product, at)


def _main_day(code: str) -> datetime:
    document, _text = campaigns.document_of(code)
    return next((phase.start_at for phase in document.phases if phase.kind == "main"), document.starts_at)
