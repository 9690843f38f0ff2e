"""What an order brings, and add-ons: the numbers of one benefit agree with each other."""

from __future__ import annotations

from feria.festival.draft import Draft
from feria.festival.money import to_text
from feria.festival.notation.benefits import kind_of
from feria.festival.problems import Report
from feria.pricing import AddOn, Grant


def check_grants(draft: Draft, report: Report) -> None:
    """Caps that can be reached and are not below one step; a rebate that is not the whole spend."""
    for offer in draft.offers:
        benefit = offer.value.benefit
        path = f"{offer.path}.benefit.{kind_of(benefit)}"
        if isinstance(benefit, Grant):
            _check_grant(benefit, path, draft, report)
        elif isinstance(benefit, AddOn) and benefit.below and benefit.below <= benefit.price:
            found, price = (to_text(each, draft.currency) for each in (benefit.below, benefit.price))
            report.add("add-on-dearer", f"{path}.below", found=found, price=price)


def _check_grant(grant: Grant, path: str, draft: Draft, report: Report) -> None:
    def said(amount: int) -> str:
        return to_text(amount, draft.currency) if grant.what == "rebate" else str(amount)

    if grant.most and not grant.every:
        report.add("cap-without-every", f"{path}.at_most", found=said(grant.most))
    elif grant.most and grant.most < grant.amount:
        report.add("grant-capped", f"{path}.at_most", found=said(grant.amount), cap=said(grant.most))
    if grant.what == "rebate" and grant.every and grant.amount >= grant.every:
        report.add("gives-too-much", f"{path}.amount", found=said(grant.amount), spend=said(grant.every))
