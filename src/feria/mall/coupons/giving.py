"""Coupons that a paid order brings, and takes with it when it is undone (R2.1, lane 9)."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction
from django.db.models import F

from feria.mall.coupons.locks import had, lock_given, take_one
from feria.mall.coupons.models import Coupon, CouponTemplate, Redemption
from feria.mall.kit import api as kit
from feria.mall.members.api import Member


def give(member: Member, code: str, units: int, order_number: str, now: datetime | None = None) -> int:
    """Give the member so many coupons for this order, as far as the stock reaches; how many that were.

    Call it in the order's own transaction; asked again for the same order it gives nothing more. The limit of claims
    does not bind what was promised with an order; the stock does, and what it could not give is told in the outbox.
    """
    now = now or kit.now()
    with transaction.atomic():
        template = CouponTemplate.objects.filter(code=code).first()
        if Coupon.objects.filter(template__code=code, given_for=order_number).exists():
            return 0
        given = 0
        while template is not None and given < units and take_one(template):
            Coupon.objects.create(
                template=template,
                member=member,
                ordinal=had(template, member).last + 1,
                claimed_at=now,
                given_for=order_number,
            )
            given += 1
        said = {"coupon": code, "member": member.code, "order": order_number, "units": given, "of": units}
        kit.emit("coupons.coupon_given", code, said, happened_at=now)
    return given


def take_back(order_number: str) -> int:
    """Take back what the order brought, as it was undone; how many. What was used meanwhile stays used."""
    with transaction.atomic():
        coupons = lock_given(order_number)
        used = set(Redemption.objects.filter(coupon__in=coupons).values_list("coupon_id", flat=True))
        unused = [coupon for coupon in coupons if coupon.pk not in used]
        for coupon in unused:
            CouponTemplate.objects.filter(pk=coupon.template_id).update(claimed=F("claimed") - 1)
        Coupon.objects.filter(pk__in=[coupon.pk for coupon in unused]).delete()
    return len(unused)
