"""A promotion made ready to be worked, and its bid for some lines of a cart."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, NamedTuple

from feria.pricing.conditions import AllOf, AnyOf, Condition, Not
from feria.pricing.facts import Facts, Lot, Unmet
from feria.pricing.money import FULL_BPS, split
from feria.pricing.owed import Owed
from feria.pricing.promotion import Funder, Promotion
from feria.pricing.quoted import FunderShare, Refusal


class Offer:
    """What the lanes need to know of a promotion, looked up once."""

    __slots__ = (
        "benefit",
        "conditions",
        "coupon",
        "funders",
        "lane",
        "no_items",
        "promotion",
        "shop",
        "splits",
        "steady",
    )

    def __init__(self, promotion: Promotion) -> None:
        # The benefit's methods depend on its lane; compile-time checks see to it that they are there.
        self.benefit: Any = promotion.benefit
        self.promotion = promotion
        self.lane = promotion.lane
        self.conditions = promotion.conditions
        self.coupon = promotion.coupon
        self.shop = promotion.shop
        self.splits = promotion.lane.is_per_shop and not promotion.shop
        self.steady = not any(_may_rise(condition) for condition in self.conditions)
        self.funders = promotion.funders or (Funder(who="shop" if promotion.shop else "mall", bps=FULL_BPS),)
        self.no_items = self.refusal(Unmet("no-items", 1, 0, 1))

    def unmet(self, facts: Facts, lot: Lot) -> Unmet | None:
        """The first condition that does not hold."""
        for condition in self.conditions:
            unmet = condition.unmet(facts, lot)
            if unmet is not None:
                return unmet
        return None

    def refusal(self, why: Unmet) -> Refusal:
        """The reason as part of a quote."""
        promotion = self.promotion
        return Refusal(
            promotion=promotion.id,
            name=promotion.name,
            names=promotion.names,
            code=why.code,
            subject=why.subject,
            needs=why.needs,
            has=why.has,
            shortfall=why.shortfall,
        )

    def funded(self, amount: int) -> tuple[FunderShare, ...]:
        """Who bears how much of a reduction (given positive); parts sum exactly."""
        if len(self.funders) == 1:
            return (FunderShare(who=self.funders[0].who, amount=-amount),)
        parts = split(amount, [funder.bps for funder in self.funders])
        return tuple(
            FunderShare(who=f.who, amount=-part) for f, part in zip(self.funders, parts, strict=True)
        )


def _may_rise(condition: Condition) -> bool:
    """Whether the condition may come to hold when less is owed: a threshold turned round."""
    if isinstance(condition, Not):
        return True
    return isinstance(condition, AllOf | AnyOf) and any(_may_rise(inner) for inner in condition.conditions)


class Bid(NamedTuple):
    """What an offer would take off some lines: it competes with the others of its lane."""

    offer: Offer
    number: int
    shop: str
    lines: Sequence[int]
    amount: int
    coupon: str = ""


def shops_apart(owed: Owed, lines: Sequence[int]) -> dict[str, list[int]]:
    """These lines by shop, in the shops' order."""
    if len(lines) == 1:
        return {owed.lines[lines[0]].shop: list(lines)}
    apart: dict[str, list[int]] = {}
    for line in lines:
        apart.setdefault(owed.lines[line].shop, []).append(line)
    return dict(sorted(apart.items())) if len(apart) > 1 else apart
