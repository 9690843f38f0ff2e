"""Every tier can pay: it can be reached, and nothing below it already takes off as much (R2.3)."""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

from feria.festival.draft import Draft
from feria.festival.money import rate_to_text, to_text
from feria.festival.problems import Report
from feria.pricing import BuyGet, EveryQuantity, EverySpend, QuantityTiers, SpendTiers
from feria.pricing.money import share_of


class Tier(NamedTuple):
    """A tier of either sort; ``spends`` tells whether ``start`` is money."""

    path: str
    start: int
    off: int
    off_bps: int
    spends: bool

    def takes(self, spend: int) -> int:
        """What it takes off a spend."""
        return self.off or share_of(spend, self.off_bps)


def check_tiers(draft: Draft, report: Report) -> None:
    """Tiers ascend, each beats the ones below, none lies above the cap, none gives the goods away."""
    for offer in draft.offers:
        benefit, path = offer.value.benefit, f"{offer.path}.benefit"
        match benefit:
            case SpendTiers() | QuantityTiers():
                _check(list(_tiers(benefit, path)), benefit.cap, draft, report)
            case EverySpend(spend=spend, off=off, cap=cap):
                _check_gift(f"{path}.every_spend.off", off, spend, draft, report)
                _check_cap(f"{path}.every_spend.off", off, cap, draft, report)
            case EveryQuantity(off=off, cap=cap):
                _check_cap(f"{path}.every_quantity.off", off, cap, draft, report)
            case BuyGet(size=size, cheapest=cheapest) if cheapest >= size:
                where = f"{path}.buy_get.cheapest"
                report.add("buy-get-units", where, found=cheapest, each=size)
            case _:
                pass


def _tiers(benefit: SpendTiers | QuantityTiers, path: str) -> Iterator[Tier]:
    if isinstance(benefit, SpendTiers):
        for i, tier in enumerate(benefit.tiers):
            yield Tier(f"{path}.spend_tiers[{i}]", tier.spend, tier.off, tier.off_bps, spends=True)
    else:
        for i, step in enumerate(benefit.tiers):
            yield Tier(f"{path}.quantity_tiers[{i}]", step.quantity, step.off, step.off_bps, spends=False)


def _check(tiers: list[Tier], cap: int, draft: Draft, report: Report) -> None:
    for i, tier in enumerate(tiers):
        if tier.spends and tier.off:
            _check_gift(f"{tier.path}.off", tier.off, tier.start, draft, report)
        _check_cap(f"{tier.path}.off", tier.off, cap, draft, report)
        if i == 0:
            continue
        before = tiers[i - 1]
        if tier.start <= before.start:
            report.add("tier-order", tier.path, found=_start(tier, draft), other=_start(before, draft))
        elif _beaten(tier, before) or (cap and before.spends and before.takes(before.start) >= cap):
            facts = {
                "found": _off(tier, draft),
                "before": _off(before, draft),
                "other": _start(before, draft),
            }
            report.add("tier-beaten", f"{tier.path}.off", **facts)
        elif tier.spends and (drop := before.takes(tier.start)) > (off := tier.takes(tier.start)):
            facts = {"found": to_text(off, draft.currency), "before": to_text(drop, draft.currency)}
            report.add("tier-drops", f"{tier.path}.off", start=_start(tier, draft), **facts)


def _beaten(tier: Tier, before: Tier) -> bool:
    """Whether the tier before takes off at least as much wherever this one counts.

    Both rates, or both amounts, compare by themselves. An amount after a rate is beaten when the rate takes as much
    already where the tier starts (and more above it). A rate after an amount always wins somewhere above.
    """
    if tier.off_bps:
        return bool(before.off_bps) and before.off_bps >= tier.off_bps
    if before.off:
        return before.off >= tier.off
    return tier.spends and before.takes(tier.start) >= tier.off


def _check_cap(path: str, off: int, cap: int, draft: Draft, report: Report) -> None:
    if cap and off > cap:
        report.add("tier-capped", path, found=to_text(off, draft.currency), cap=to_text(cap, draft.currency))


def _check_gift(path: str, off: int, spend: int, draft: Draft, report: Report) -> None:
    if off >= spend:
        report.add(
            "gives-too-much", path, found=to_text(off, draft.currency), spend=to_text(spend, draft.currency)
        )


def _start(tier: Tier, draft: Draft) -> str:
    return to_text(tier.start, draft.currency) if tier.spends else str(tier.start)


def _off(tier: Tier, draft: Draft) -> str:
    return rate_to_text(tier.off_bps) if tier.off_bps else to_text(tier.off, draft.currency)
