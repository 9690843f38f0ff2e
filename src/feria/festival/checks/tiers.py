"""Every tier can pay: it can be reached, and nothing below it already takes off as much (R2.3)."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import NamedTuple

from feria.festival.draft import Draft
from feria.festival.money import rate_to_text, to_text
from feria.festival.problems import Report
from feria.pricing import BuyGet, ChoiceTiers, EveryQuantity, EverySpend, QuantityTiers, SpendTiers
from feria.pricing.benefits.tiers import Rung
from feria.pricing.money import share_of


class Tier(NamedTuple):
    """A tier of either sort; ``spends`` tells whether ``start`` is money."""

    path: str
    start: int
    off: int
    off_bps: int
    spends: bool
    every: bool = False

    def takes(self, spend: int) -> int:
        """What it takes off a spend."""
        if self.every and self.off:
            return spend // self.start * self.off
        return self.off or share_of(spend, self.off_bps)


def check_tiers(draft: Draft, report: Report) -> None:
    """Tiers ascend, each beats the ones below, none lies above the cap, none gives the goods away."""
    for offer in draft.offers:
        benefit, path = offer.value.benefit, f"{offer.path}.benefit"
        match benefit:
            case SpendTiers() | QuantityTiers():
                _check(list(_tiers(benefit, path)), benefit.cap, draft, report)
            case ChoiceTiers():
                _check(list(_tiers(benefit, path)), 0, draft, report)
                _check_gifts(benefit, f"{path}.choice_tiers", draft, report)
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


def _tiers(benefit: SpendTiers | QuantityTiers | ChoiceTiers, path: str) -> Iterator[Tier]:
    word = str(benefit.__struct_config__.tag)
    every = not isinstance(benefit, ChoiceTiers) and benefit.every
    rungs: Sequence[Rung] = benefit.tiers
    for i, tier in enumerate(rungs):
        spends = not isinstance(benefit, QuantityTiers)
        yield Tier(f"{path}.{word}[{i}]", tier.reach, tier.off, tier.off_bps, spends, every)


def _check(tiers: list[Tier], cap: int, draft: Draft, report: Report) -> None:
    for i, tier in enumerate(tiers):
        if tier.spends and tier.off:
            _check_gift(f"{tier.path}.off", tier.off, tier.start, draft, report)
        _check_cap(f"{tier.path}.off", tier.off, cap, draft, report)
        if tier.every and tier.off_bps:
            report.add("rate-repeats", f"{tier.path}.off", found=_off(tier, draft))
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


def _check_gifts(benefit: ChoiceTiers, path: str, draft: Draft, report: Report) -> None:
    """There is something to choose, and each gift is offered by one tier: who reaches a higher one may still pick it."""
    offered: dict[str, int] = {}
    for i, tier in enumerate(benefit.tiers):
        for j, gift in enumerate(tier.gifts):
            if gift.sku in offered:
                other = to_text(offered[gift.sku], draft.currency)
                report.add("gift-twice", f"{path}[{i}].gifts[{j}].sku", found=gift.sku, other=other)
            offered.setdefault(gift.sku, tier.spend)
    if not offered:
        report.add("no-gift", path)


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
