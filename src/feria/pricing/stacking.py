"""Which promotions may stand beside which in one order, where the custom of R2.2 is not enough."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import TYPE_CHECKING

from feria.pricing.errors import PromotionProblem
from feria.pricing.facts import Facts, Lot, Unmet
from feria.pricing.lane import Lane
from feria.pricing.value import Value

if TYPE_CHECKING:
    from feria.pricing.promotion import Promotion

ANY = "*"
"""Instead of ids: any other promotion that may be meant."""

ALONE_BY_UNIT = frozenset({Lane.ITEM, Lane.BUNDLE})
"""Lanes whose promotions compete for every unit: an exclusion between two of them says nothing clear."""


class Stacking(Value, frozen=True, kw_only=True):
    """What a promotion says of the company it keeps (R2.2).

    ``per_order``: how many of its coupons one order may spend (of a shop coupon: in one shop); 0 means
    one, and of vouchers as many as the spend allows. ``joins``: ids of promotions of the same lane that
    its coupon may stand beside; it is enough that one of two says so. ``excludes``: ids of promotions that may
    not be in the same order at all; said on either side, it holds for both. Both take "*" for any.
    ``full_price_only``: it looks only at articles that no item price and no bundle has lowered.
    """

    per_order: int = 0
    joins: tuple[str, ...] = ()
    excludes: tuple[str, ...] = ()
    full_price_only: bool = False


CUSTOM = Stacking()


class Beside:
    """The condition that none of these promotions was granted before."""

    def __init__(self, ids: frozenset[str]) -> None:
        self.ids = ids

    def unmet(self, facts: Facts, lot: Lot) -> Unmet | None:  # noqa: ARG002 - conditions are asked alike
        """The first of them that was."""
        there = self.ids & facts.owed.granted
        return Unmet("cannot-join", subject=min(there)) if there else None


def foes_of(promotions: Sequence[Promotion]) -> Mapping[str, frozenset[str]]:
    """By promotion, those it may not share an order with; who says so does not matter."""
    foes: dict[str, set[str]] = {}
    for promotion in promotions:
        for other in _excluded(promotion, promotions):
            foes.setdefault(promotion.id, set()).add(other)
            foes.setdefault(other, set()).add(promotion.id)
    return {name: frozenset(others) for name, others in foes.items()}


def _excluded(promotion: Promotion, promotions: Sequence[Promotion]) -> Iterator[str]:
    if ANY not in promotion.stacking.excludes:
        yield from promotion.stacking.excludes
        return
    for other in promotions:
        beside = other.lane is promotion.lane and other.lane in ALONE_BY_UNIT
        if other.id != promotion.id and other.lane is not Lane.GRANT and not beside:
            yield other.id


def problems_of_company(promotions: Sequence[Promotion]) -> Iterator[PromotionProblem]:
    """What is wrong between promotions: unknown ids, lanes that do not meet, rings of exclusions."""
    lanes = {promotion.id: promotion.lane for promotion in promotions}
    for number, promotion in enumerate(promotions):
        if promotion.stacking != CUSTOM:
            for place, message, mend in _of_one(promotion, lanes):
                path = f"promotions[{number}].stacking.{place}"
                yield PromotionProblem(promotion.id, path, message, mend)
    ring = _ring(promotions)
    if ring:
        number = next(n for n, promotion in enumerate(promotions) if promotion.id == ring[0])
        yield PromotionProblem(
            ring[0],
            f"promotions[{number}].stacking.excludes",
            f"The exclusions run in a ring: {', '.join((*ring, ring[0]))}.",
            "An exclusion holds for both sides: say each once, on one of the two.",
        )


def _of_one(promotion: Promotion, lanes: Mapping[str, Lane]) -> Iterator[tuple[str, str, str]]:
    for field, named in (("joins", promotion.stacking.joins), ("excludes", promotion.stacking.excludes)):
        for place, other in enumerate(named):
            if other == promotion.id:
                yield f"{field}[{place}]", "It names itself.", "Name others only."
            elif other != ANY and other not in lanes:
                yield (
                    f"{field}[{place}]",
                    f"There is no promotion {other!r} in this plan.",
                    "Name one by its id, or leave it out.",
                )
            elif other != ANY and field == "joins" and lanes[other] is not promotion.lane:
                yield (
                    f"joins[{place}]",
                    f"{other!r} is in the lane {lanes[other].value}: lanes add up in any case.",
                    f"Name promotions of the lane {promotion.lane.value} only.",
                )
            elif other != ANY and field == "excludes" and lanes[other] is Lane.GRANT is promotion.lane:
                yield f"excludes[{place}]", "What an order brings adds up.", "Use conditions instead."
            elif other != ANY and field == "excludes" and lanes[other] is promotion.lane in ALONE_BY_UNIT:
                yield (
                    f"excludes[{place}]",
                    f"{other!r} is in the lane {promotion.lane.value} too, where each unit takes one of them in any case.",
                    "Give the two scopes that do not overlap.",
                )


def _ring(promotions: Sequence[Promotion]) -> tuple[str, ...]:
    """Ids that exclude each other in a ring; () if none do."""
    ahead = {promotion.id: [o for o in promotion.stacking.excludes if o != ANY] for promotion in promotions}
    done: set[str] = set()
    for start in ahead:
        path: list[str] = []
        trail = [iter([start])] if start not in done else []
        while trail:
            name = next(trail[-1], None)
            if name is None:
                trail.pop()
                if path:
                    done.add(path.pop())
            elif name in path:
                return tuple(path[path.index(name) :])
            elif name not in done:
                path.append(name)
                trail.append(iter(ahead.get(name, ())))
    return ()
