"""What of a disagreement can be mended by counting again (P17): counters, which are derived from rows, and nothing else.

Where two rows contradict one another nobody can know which of them is true: that is reported, and left to people.
"""

from __future__ import annotations

from django.db import IntegrityError, transaction
from django.db.models import Sum

from feria.mall.coupons import api as coupons
from feria.mall.orders.locks import locked_quotas
from feria.mall.orders.models import QuotaUse
from feria.mall.orders.reconciling.quotas import miscounted_quotas
from feria.mall.stock import api as stock


def repair() -> int:
    """Count anew what is miscounted: stock by product, quotas, coupons. Answers how many of them now agree."""
    skus = sorted({drift.sku for drift in stock.counter_drifts()})
    quotas = sorted(miscounted_quotas().values_list("code", flat=True))
    templates = sorted(coupons.miscounted().values_list("code", flat=True))
    return (
        sum(stock.recount(sku) for sku in skus)
        + sum(_recount_quota(code) for code in quotas)
        + sum(coupons.recount(code) for code in templates)
    )


def _recount_quota(code: str) -> bool:
    """False when living orders have more of it than there is: no counter is to blame for that."""
    try:
        with transaction.atomic():
            (quota,) = locked_quotas([code]).values()
            living = QuotaUse.objects.filter(quota=quota, given_back_at=None)
            quota.taken = living.aggregate(units=Sum("units", default=0))["units"]
            quota.save(update_fields=["taken"])
    except IntegrityError:
        return False
    return True
