"""A template's counter set anew to how many of its coupons there are (P17)."""

from __future__ import annotations

from django.db import IntegrityError, transaction

from feria.mall.coupons.locks import lock_templates
from feria.mall.coupons.models import Coupon


def recount(code: str) -> bool:
    """Count the template's coupons anew. False when there are more than its stock: no counter is to blame for that."""
    try:
        with transaction.atomic():
            (template,) = lock_templates([code]).values()
            template.claimed = Coupon.objects.filter(template=template).count()
            template.save(update_fields=["claimed"])
    except IntegrityError:
        return False
    return True
