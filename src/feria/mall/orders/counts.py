"""What prices depend on that others take from: places for the first orders, units of a ladder (R2.11, R2.12).

A quote is told how much of each is gone. Whoever orders on such a price locks the counts first (``agreeing``).
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from functools import lru_cache

from django.db.models import Sum

from feria.mall.members.api import Member
from feria.mall.orders.models import Quota, QuotaUse
from feria.mall.orders.races import codes_of, races_in
from feria.pricing import FirstUnits, Gone, Plan, Quote
from feria.pricing.places import places_of

LADDER = "ladder:"
"""How the codes of quotas begin that count units."""


@dataclass(frozen=True, kw_only=True)
class Want:
    """What an order at a quoted price takes: so many ``units`` of the quota of that code, which has ``limit``."""

    code: str
    limit: int
    units: int


@lru_cache(maxsize=16)
def ladders_in(in_force: Plan) -> dict[str, FirstUnits]:
    """The plan's promotions that sell the first so many units, by id."""
    return {
        promotion.id: condition
        for promotion in in_force.promotions
        for condition in promotion.conditions
        if isinstance(condition, FirstUnits)
    }


def gone_before(in_force: Plan, member: Member | None) -> tuple[Gone, ...]:
    """How much of everything counted is gone for this member now, paid or being paid."""
    races, ladders = codes_of(races_in(in_force)), ladders_in(in_force)
    codes = {*races.values(), *(LADDER + each.of for each in ladders.values())}
    if not codes:
        return ()
    taken = dict(Quota.objects.filter(code__in=codes).values_list("code", "taken"))
    gone = [Gone(promotion=each, count=taken.get(code, 0)) for each, code in races.items()]
    return (*gone, *_of_ladders(ladders, taken, member))


def _of_ladders(
    ladders: Mapping[str, FirstUnits], taken: Mapping[str, int], member: Member | None
) -> list[Gone]:
    """A member with a limit finds gone what they may not have any more."""
    limited = {LADDER + each.of for each in ladders.values() if each.per_member}
    mine = _had_by(member, limited) if member and limited else {}
    gone = []
    for promotion, ladder in ladders.items():
        code = LADDER + ladder.of
        left = max(ladder.count - taken.get(code, 0), 0)
        if ladder.per_member:
            left = min(left, max(ladder.per_member - mine.get(code, 0), 0))
        gone.append(Gone(promotion=promotion, count=ladder.count - left))
    return gone


def _had_by(member: Member, codes: Collection[str]) -> dict[str, int]:
    """How many units of each quota the member's living orders have."""
    uses = QuotaUse.objects.filter(quota__code__in=codes, order__member=member, given_back_at=None)
    return dict(uses.order_by().values_list("quota__code").annotate(units=Sum("units")))


def wanted(in_force: Plan, quote: Quote) -> dict[str, Want]:
    """What the quote rests on that is counted, by promotion."""
    found: dict[str, Want] = {}
    given = {each.promotion for each in quote.adjustments} | {each.promotion for each in quote.grants}
    races = {each: race for each, race in races_in(in_force).items() if each in given}
    for promotion, code in codes_of(races).items():
        found[promotion] = Want(code=code, limit=places_of(races[promotion]), units=1)
    for promotion, ladder in ladders_in(in_force).items():
        shares = [share for each in quote.adjustments if each.promotion == promotion for share in each.shares]
        if shares:
            units = sum(share.quantity for share in shares)
            found[promotion] = Want(code=LADDER + ladder.of, limit=ladder.count, units=units)
    return found
