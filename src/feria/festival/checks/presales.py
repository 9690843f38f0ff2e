"""Presales: windows in order, deposits that are a part of the price (R2.13)."""

from __future__ import annotations

from feria.festival.checks.offers import check_funders, check_inside
from feria.festival.draft import Draft, Placed
from feria.festival.instants import show
from feria.festival.money import to_text
from feria.festival.presales import PresaleDesign
from feria.festival.problems import Report


def check_presales(draft: Draft, report: Report) -> None:
    """Windows inside the festival and one after the other; each product once, with terms that leave a balance."""
    for presale in draft.presales:
        check_funders(presale.value.funders, f"{presale.path}.funders", report)
        check_inside(presale.value.id, presale.value.deposit, f"{presale.path}.deposit", draft, report)
        check_inside(presale.value.id, presale.value.balance, f"{presale.path}.balance", draft, report)
        if presale.value.balance.start_at < presale.value.deposit.end_at:
            start = show(presale.value.balance.start_at, draft.zone)
            end = show(presale.value.deposit.end_at, draft.zone)
            report.add("presale-order", f"{presale.path}.balance", start=start, end=end)
        _check_goods(presale, draft, report)


def _check_goods(presale: Placed[PresaleDesign], draft: Draft, report: Report) -> None:
    seen: set[str] = set()
    for i, good in enumerate(presale.value.products):
        path = f"{presale.path}.products[{i}]"
        if good.sku in seen:
            report.add("presale-sku-twice", f"{path}.sku", found=good.sku)
        seen.add(good.sku)
        deposit, counts_as, price = (
            to_text(amount, draft.currency) for amount in (good.deposit, good.counts_as, good.price)
        )
        if good.counts_as < good.deposit:
            report.add("presale-counts-less", f"{path}.counts_as", found=counts_as, expected=deposit)
        elif good.counts_as >= good.price:
            report.add("presale-no-balance", f"{path}.counts_as", found=counts_as, expected=price)
        if good.units is not None and good.per_member is not None and good.per_member > good.units:
            report.add("rush-limit-idle", f"{path}.per_member", found=good.per_member, expected=good.units)
