"""Bringing stock's sessions in line with what a festival's document plans."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from datetime import timedelta

from django.utils.translation import gettext as _

from feria.festival import Document, Problem, RushDesign
from feria.mall.campaigns import api as campaigns
from feria.mall.catalog import api as catalog
from feria.mall.kit import api as kit
from feria.mall.stock import api as stock


def plan_sessions(document: Document, before: Collection[str] = ()) -> None:
    """Set aside what the sessions sell; end those that the document no longer has. Done again, it changes nothing.

    ``before`` are the codes of the sessions that were in force until now: one that comes back sells again.
    Call it in the transaction that applies the document. Raises campaigns.FestivalRefused naming every product that
    this mall does not have, or of which fewer are free than a session is to sell.
    """
    there, wanted = set(_codes_of(document.id)), {design.code for design in document.rushes}
    products = catalog.products_by_sku([good.sku for design in document.rushes for good in design.products])
    # All of them before the first is changed: tellers and checkouts that have one must not wait for another in a circle.
    stock.lock_sessions(there | wanted, [product.pk for product in products.values()])
    for dropped in sorted(there - wanted):
        stock.end_rush(dropped)
    problems = list(_unknown(document, products))
    for number, design in enumerate(document.rushes if not problems else ()):
        try:
            _plan(design, products)
            if design.code in there and design.code not in before:
                _revive(design)
        except stock.StockShort as short:
            problems += _said(short, document, number)
    if problems:
        raise campaigns.FestivalRefused(problems)


def end_sessions(festival: str) -> None:
    """The festival is withdrawn: nothing more is claimed. What is held stays held until it is paid or due."""
    codes = _codes_of(festival)
    stock.lock_sessions(codes)
    for code in codes:
        stock.end_rush(code)


def _codes_of(festival: str) -> list[str]:
    """Every session that stock knows of the festival, whatever version planned it."""
    rows = stock.RushSession.objects.filter(code__startswith=f"{festival}.").order_by("code")
    return list(rows.values_list("code", flat=True))


def _revive(design: RushDesign) -> None:
    """It was ended when its festival was withdrawn, or when a version left it out."""
    if design.closes_at > kit.now():
        stock.extend_rush(design.code, design.closes_at)


def _plan(design: RushDesign, products: Mapping[str, catalog.Product]) -> None:
    stock.replan_rush(
        design.code,
        design.opens_at,
        design.closes_at,
        {
            products[good.sku]: stock.RushTerms(units=good.units, units_per_member=good.per_member)
            for good in design.products
        },
        units_per_member=design.per_member,
        hold_for=timedelta(minutes=design.pay_within),
        early=_early(design),
    )


def _early(design: RushDesign) -> stock.EarlyAccess | None:
    if not design.early_minutes:
        return None
    return stock.EarlyAccess(level=design.early_level, opens_at=design.early_opens_at)


def _unknown(document: Document, products: Mapping[str, catalog.Product]) -> Iterator[Problem]:
    """Each product that stands in a session and not in this mall's catalogue."""
    for number, design in enumerate(document.rushes):
        for place, good in enumerate(design.products):
            if good.sku not in products:
                yield _problem(
                    document,
                    "rush-unknown",
                    f"rush[{number}].products[{place}].sku",
                    _("%(sku)s is to be sold in a rush session, and this mall has no such product.")
                    % {"sku": good.sku},
                    _("Load the catalogue first, or take the product out of the session."),
                )


def _said(short: stock.StockShort, document: Document, number: int) -> Iterator[Problem]:
    """Each shortage where the document asks for the units."""
    skus = [good.sku for good in document.rushes[number].products]
    for item in short.items:
        yield _problem(
            document,
            "rush-short",
            f"rush[{number}].products[{skus.index(item.sku)}].units",
            _("%(sku)s: %(wants)d units are to be set aside, and %(has)d are free.")
            % {"sku": item.sku, "wants": item.wants, "has": item.has},
            _("Set fewer aside, or receive more stock first."),
        )


def _problem(document: Document, code: str, path: str, message: str, suggestion: str) -> Problem:
    return Problem(
        code=code,
        severity="error",
        file=document.id,
        line=0,
        column=0,
        length=0,
        path=path,
        message=message,
        suggestion=suggestion,
    )
