"""The places where this room's rows are locked, in this order: templates by code, then coupons by id."""

from __future__ import annotations

from collections.abc import Collection
from typing import NamedTuple

from django.db.models import Count, F, Max

from feria.mall.coupons.models import Coupon, CouponTemplate
from feria.mall.members.api import Member


def take_one(template: CouponTemplate) -> bool:
    """Count one more claim, unless all are claimed or the template was withdrawn; the row stays locked until the end.

    Test and count are one statement, so two who want the last one cannot both have it.
    """
    free = CouponTemplate.objects.filter(pk=template.pk, is_withdrawn=False, claimed__lt=F("stock"))
    return bool(free.update(claimed=F("claimed") + 1))


def lock_templates(codes: Collection[str]) -> dict[str, CouponTemplate]:
    """The templates with these codes, locked, in the order of their codes."""
    rows = CouponTemplate.objects.select_for_update().filter(code__in=list(codes)).order_by("code")
    return {row.code: row for row in rows}


def lock_coupons(ids: Collection[int]) -> dict[int, Coupon]:
    """The coupons with these ids, locked in the order of their ids, each with its template."""
    rows = Coupon.objects.select_for_update(of=("self",)).select_related("template").filter(pk__in=list(ids))
    return {row.pk: row for row in rows.order_by("pk")}


class Had(NamedTuple):
    """How many coupons of a template a member has, and the highest ordinal among them (0: none)."""

    units: int
    last: int


def had(template: CouponTemplate, member: Member) -> Had:
    """Both in one statement: whoever looked at the same moment wants the same next ordinal, and one of them is refused."""
    mine = Coupon.objects.filter(template=template, member=member)
    found = mine.aggregate(count=Count("pk"), last=Max("ordinal"))
    return Had(found["count"], found["last"] or 0)


def lock_given(order_number: str) -> list[Coupon]:
    """The coupons that an order brought, locked after their templates."""
    rows = Coupon.objects.filter(given_for=order_number)
    lock_templates(list(rows.values_list("template__code", flat=True)))
    return list(rows.select_for_update(of=("self",)).order_by("pk"))
