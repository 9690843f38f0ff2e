"""What a catalogue knows, and whether a festival's names are in it."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TypeAlias

import msgspec

from feria.festival.checks.names import mentioned
from feria.festival.draft import Draft
from feria.festival.groups import GroupDesign
from feria.festival.money import to_text
from feria.festival.presales import PresaleGood
from feria.festival.problems import Report
from feria.festival.rushes import RushGood
from feria.festival.shapes import nearest

_Apart: TypeAlias = RushGood | PresaleGood | GroupDesign


class KnownCatalogue(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """The names a festival may use. An empty set is not checked; ``currency`` neither when it is "".

    ``prices`` are listed prices by SKU in minor units; a product without one is not compared.
    """

    currency: str = ""
    shops: frozenset[str] = frozenset()
    categories: frozenset[str] = frozenset()
    brands: frozenset[str] = frozenset()
    skus: frozenset[str] = frozenset()
    tags: frozenset[str] = frozenset()
    prices: dict[str, int] = {}


def check_catalogue(draft: Draft, catalogue: KnownCatalogue, report: Report) -> None:
    """Shops, categories, brands, products and tags that the catalogue does not have."""
    if catalogue.currency and catalogue.currency != draft.currency:
        report.add("catalogue-currency", "currency", found=draft.currency, expected=catalogue.currency)
    seek = _Seeker(catalogue, report)
    for i, shop in enumerate(draft.shops):
        seek.name("shop", shop, f"shops[{i}]")
    for offer in draft.offers:
        for mention in mentioned(offer):
            if mention.kind != "shop":  # shops are checked where they are listed
                seek.name(mention.kind, mention.name, mention.path)
    for venue in draft.venues:
        for i, category in enumerate(venue.value.categories):
            seek.name("category", category, f"{venue.path}.shows.categories[{i}]")
        for i, sku in enumerate(venue.value.skus):
            seek.name("sku", sku, f"{venue.path}.shows.skus[{i}]")
    _check_apart(draft, catalogue, seek, report)


def _check_apart(draft: Draft, catalogue: KnownCatalogue, seek: _Seeker, report: Report) -> None:
    """What is sold in a way of its own."""
    for ladder in draft.ladders:
        seek.name("sku", ladder.value.sku, f"{ladder.path}.sku")
    for path, good in _goods_apart(draft):
        seek.name("sku", good.sku, f"{path}.sku")
        _compare(good, f"{path}.price", draft, catalogue, report)


def _goods_apart(draft: Draft) -> list[tuple[str, _Apart]]:
    """What is sold at a price of its own, in rush sessions, presales and groups."""
    found: list[tuple[str, _Apart]] = []
    for rush in draft.rushes:
        found += [(f"{rush.path}.products[{i}]", good) for i, good in enumerate(rush.value.products)]
    for presale in draft.presales:
        found += [(f"{presale.path}.products[{i}]", good) for i, good in enumerate(presale.value.products)]
    return found + [(group.path, group.value) for group in draft.groups]


def _compare(good: _Apart, path: str, draft: Draft, catalogue: KnownCatalogue, report: Report) -> None:
    """Such a price is lower than the listed one, or nobody need hurry."""
    listed = catalogue.prices.get(good.sku)
    if listed is None or good.price < listed:
        return
    found, expected = to_text(good.price, draft.currency), to_text(listed, draft.currency)
    code = "catalogue-dearer" if good.price > listed else "catalogue-not-cheaper"
    report.add(code, path, found=found, expected=expected)


class _Seeker:
    def __init__(self, catalogue: KnownCatalogue, report: Report) -> None:
        self.report = report
        self.known: dict[str, frozenset[str]] = {
            "shop": catalogue.shops,
            "category": _with_parents(catalogue.categories),
            "brand": catalogue.brands,
            "sku": catalogue.skus,
            "tag": catalogue.tags,
        }

    def name(self, kind: str, name: str, path: str) -> None:
        known = self.known[kind]
        if known and name not in known:
            self.report.add(f"catalogue-{kind}", path, found=name, near=nearest(name, known))


def _with_parents(paths: Iterable[str]) -> frozenset[str]:
    parents = set()
    for path in paths:
        parts = path.split("/")
        parents |= {"/".join(parts[:i]) for i in range(1, len(parts) + 1)}
    return frozenset(parents)
