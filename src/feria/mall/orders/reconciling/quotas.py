"""Do quotas agree with the orders that use them? Part of reconciling (P17)."""

from __future__ import annotations

from collections.abc import Iterator

from django.db.models import F, Q, QuerySet, Sum

from feria.mall.orders.models import Order, Quota, QuotaUse
from feria.mall.orders.quotas import FIRST
from feria.mall.orders.reconciling.differences import Difference, differ

_State = Order.State
_OVER = (_State.CANCELLED, _State.LAPSED)


def miscounted_quotas() -> QuerySet[Quota]:
    """Quotas whose counter is not what living orders have of them (``live``): none, unless something is broken."""
    live = Sum("uses__units", filter=Q(uses__given_back_at=None), default=0)
    return Quota.objects.annotate(live=live).exclude(live=F("taken"))


def quota_differences() -> Iterator[Difference]:
    """A quota counts what living orders have of it; a paid order has its rank, a closed one nothing."""
    for quota in miscounted_quotas():
        yield differ("quota-counter", quota.code, quota.live, quota.taken)  # type: ignore[attr-defined]
    uses = QuotaUse.objects.select_related("quota", "order")
    kept = Q(order__state__in=_OVER, given_back_at=None)
    lost = ~Q(order__state__in=_OVER) & Q(given_back_at__isnull=False)
    unranked = Q(order__state=_State.PAID, rank=None, quota__code__startswith=FIRST)
    for use in uses.filter(kept | lost | unranked):
        found = f"rank {use.rank}, given back {use.given_back_at}"
        yield differ("quota-of-order", use.order.number, f"{use.order.state}: {use.quota.code}", found)
