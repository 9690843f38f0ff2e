"""What there is only so much of: taken at checkout, given back by an order that is not paid or is undone (R2.11).

Every verb is called inside the order's transaction. The quota's row is locked first and stays so until the end;
the update that takes asks again, and the table has a CHECK constraint (R3.1's three walls).
"""

from __future__ import annotations

from collections.abc import Collection, Mapping

from django.db.models import F

from feria.mall.kit.api import emit, now
from feria.mall.orders.errors import TooLate
from feria.mall.orders.locks import locked_quotas, locked_uses
from feria.mall.orders.models import Order, Quota, QuotaUse
from feria.pricing.places import next_rank

FIRST = "first:"
"""How the codes of quotas begin of which orders have a rank."""


def lock(limits: Mapping[str, int], beside: Collection[str] = ()) -> dict[str, Quota]:
    """The quotas of these codes, ours until the transaction ends; made, or brought to their limit, where they are not.
    Those ``beside`` them are locked as they stand.

    A transaction that takes from quotas locks all of them in one call: in two they would not be by code (locks.py).
    A limit that was lowered under what is taken ends the taking and takes nothing away.
    """
    there = set(Quota.objects.filter(code__in=limits).values_list("code", flat=True))
    missing = [Quota(code=code, limit=limits[code]) for code in sorted(limits.keys() - there)]
    Quota.objects.bulk_create(missing, ignore_conflicts=True)
    quotas = locked_quotas({*limits, *beside})
    for code in limits:
        quota = quotas[code]
        wanted = max(limits[code], quota.taken)
        if quota.limit != wanted:
            quota.limit = wanted
            quota.save(update_fields=["limit"])
    return quotas


def take(quota: Quota, order: Order, units: int = 1) -> QuotaUse:
    """Let the order have so much of a locked quota. Raises RuntimeError where there is not so much."""
    room = Quota.objects.filter(pk=quota.pk, taken__lte=F("limit") - units)
    if not room.update(taken=F("taken") + units):
        raise RuntimeError(f"quota {quota.code} changed under its lock")
    return QuotaUse.objects.create(quota=quota, order=order, units=units, taken_at=now())


def take_again(use: QuotaUse) -> None:
    """Let an order that gave it back have it once more, its quota locked. Raises TooLate where others have it now."""
    room = Quota.objects.filter(pk=use.quota_id, taken__lte=F("limit") - use.units)
    if not room.update(taken=F("taken") + use.units):
        raise TooLate("place")
    use.rank, use.given_back_at, use.taken_at = None, None, now()
    use.save(update_fields=["rank", "given_back_at", "taken_at"])


def rank_uses(order: Order) -> list[QuotaUse]:
    """The order is paid: draw its rank in each quota of first orders that it has a place of, in the order of payment."""
    uses = [use for use in locked_uses(order) if use.quota.code.startswith(FIRST)]
    for use in uses:
        others = QuotaUse.objects.filter(quota=use.quota, given_back_at=None).values_list("rank", flat=True)
        use.rank = next_rank({rank for rank in others if rank})
        use.save(update_fields=["rank"])
        emit("orders.place_ranked", order.number, _fact(use))
    return uses


def give_back_uses(order: Order) -> list[QuotaUse]:
    """The order was not paid, or is undone: what it had goes to whoever orders next."""
    uses = locked_uses(order)
    for use in uses:
        Quota.objects.filter(pk=use.quota_id).update(taken=F("taken") - use.units)
        use.given_back_at = now()
        use.save(update_fields=["given_back_at"])
        emit("orders.place_given_back", order.number, _fact(use))
    return uses


def _fact(use: QuotaUse) -> dict[str, object]:
    return {
        "quota": use.quota.code,
        "number": use.order.number,
        "units": use.units,
        "rank": use.rank,
        "of": use.quota.limit,
    }
