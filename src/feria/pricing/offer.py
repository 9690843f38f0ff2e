"""A promotion made ready to be worked, and its bid for some lines of a cart."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

from feria.pricing.conditions import AllOf, AnyOf, Condition, FirstUnits, MinQuantity, MinSpend, Not
from feria.pricing.facts import Facts, Lot, Unmet
from feria.pricing.lane import Lane
from feria.pricing.money import FULL_BPS, split
from feria.pricing.promotion import Funder, Promotion
from feria.pricing.quoted import FunderShare, Refusal
from feria.pricing.scope import Everything
from feria.pricing.stacking import ANY, Beside


class Offer:
    """What the lanes need to know of a promotion, looked up once.

    ``is_plain``: a bundle whose units are best grouped from the dearest down, so that it needs no walk.
    """

    __slots__ = (
        "benefit",
        "conditions",
        "coupon",
        "foes",
        "id",
        "is_everywhere",
        "is_plain",
        "is_rate",
        "joins",
        "lane",
        "lane_order",
        "measures",
        "name",
        "names",
        "no_items",
        "payers",
        "per_order",
        "promotion",
        "proof",
        "scope",
        "shop",
        "splits",
        "steady",
        "weights",
    )

    def __init__(self, promotion: Promotion, foes: frozenset[str] = frozenset()) -> None:
        # The benefit's methods depend on its lane; compile-time checks see to it that they are there.
        benefit: Any = promotion.benefit
        self.benefit = benefit
        self.promotion = promotion
        self.id = promotion.id
        self.name = promotion.name
        self.names = promotion.names
        self.proof = promotion.proof
        self.lane = promotion.lane
        self.lane_order = promotion.lane.order
        self.foes = foes
        self.conditions: tuple[Condition | Beside, ...] = promotion.conditions
        if foes:
            self.conditions += (Beside(foes),)
        self.joins = frozenset(promotion.stacking.joins)
        self.per_order = promotion.stacking.per_order
        self.coupon = promotion.coupon
        self.shop = promotion.shop
        self.splits = promotion.lane.is_per_shop and not promotion.shop
        self.measures = any(_measures(condition) for condition in self.conditions)
        self.steady = not any(_may_rise(condition) for condition in self.conditions)
        funders = promotion.funders or (Funder(who="shop" if promotion.shop else "mall", bps=FULL_BPS),)
        self.payers = [funder.who for funder in funders]
        self.weights = [funder.bps for funder in funders]
        self.scope = benefit.reach(promotion.scope) if promotion.lane is Lane.BUNDLE else promotion.scope
        self.is_rate = bool(getattr(benefit, "is_rate", False))
        self.is_plain = hasattr(benefit, "alone")
        self.is_everywhere = isinstance(self.scope, Everything) and not promotion.shop
        self.no_items = self.refusal(Unmet("no-items", 1, 0, 1))

    def unmet(self, facts: Facts, lot: Lot) -> Unmet | None:
        """The first condition that does not hold."""
        if facts.gone:
            facts = facts.seen_by(self.promotion.id)
        for condition in self.conditions:
            unmet = condition.unmet(facts, lot)
            if unmet is not None:
                return unmet
        return None

    def refusal(self, why: Unmet) -> Refusal:
        """The reason as part of a quote."""
        return Refusal(
            self.id, self.name, why.code, self.names, why.subject, why.needs, why.has, why.shortfall
        )

    @property
    def least_spend(self) -> int:
        """The largest sum that its conditions ask of the goods it looks at."""
        return max([one.amount for one in _asked(self.promotion.conditions)], default=0)

    def may_join(self, other: Offer) -> bool:
        """Whether one of the two says that they may stand side by side in their lane."""
        mine, theirs = self.id, other.id
        return theirs in self.joins or mine in other.joins or ANY in self.joins or ANY in other.joins

    def funded(self, amount: int) -> tuple[FunderShare, ...]:
        """Who bears how much of a reduction (given positive); parts sum exactly."""
        if len(self.payers) == 1:
            return (FunderShare(self.payers[0], -amount),)
        parts = split(amount, self.weights)
        return tuple([FunderShare(who, -parts[place]) for place, who in enumerate(self.payers)])


def _asked(conditions: Sequence[Condition]) -> Iterator[MinSpend]:
    """The thresholds among these conditions that must all hold."""
    for condition in conditions:
        if isinstance(condition, AllOf):
            yield from _asked(condition.conditions)
        elif isinstance(condition, MinSpend) and condition.scope is None:
            yield condition


def _may_rise(condition: Condition | Beside) -> bool:
    """Whether the condition may come to hold when less is owed: a threshold turned round."""
    if isinstance(condition, Not):
        return True
    return isinstance(condition, AllOf | AnyOf) and any(_may_rise(inner) for inner in condition.conditions)


def _measures(condition: Condition | Beside) -> bool:
    """Whether the condition looks at what the promotion is worked on."""
    if isinstance(condition, Not):
        return _measures(condition.condition)
    if isinstance(condition, AllOf | AnyOf):
        return any(_measures(inner) for inner in condition.conditions)
    return isinstance(condition, FirstUnits) or (
        isinstance(condition, MinSpend | MinQuantity) and condition.scope is None
    )


class Bid:
    """What an offer would take off some lines: it competes with the others of its lane.

    ``amount`` is what it takes off, ``asked`` what it would take if no floor stood in its way;
    ``coupon`` is the held coupon it would spend, once one is chosen.
    """

    __slots__ = ("amount", "asked", "coupon", "lines", "number", "offer", "shop")

    def __init__(
        self,
        offer: Offer,
        number: int,
        shop: str,
        lines: list[int],
        amount: int,
        asked: int = 0,
        coupon: str = "",
    ) -> None:
        self.offer = offer
        self.number = number
        self.shop = shop
        self.lines = lines
        self.amount = amount
        self.asked = asked
        self.coupon = coupon

    def spending(self, coupon: str) -> Bid:
        """The same bid with the coupon it spends."""
        return Bid(self.offer, self.number, self.shop, self.lines, self.amount, self.asked, coupon)
