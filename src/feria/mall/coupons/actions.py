"""Claiming, redeeming and restoring coupons (R6.2): exact whoever claims at the same time (P6)."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import datetime

from django.db import IntegrityError, transaction

from feria.mall.coupons.errors import CouponRefused
from feria.mall.coupons.locks import had, lock_coupons, take_one
from feria.mall.coupons.models import Coupon, CouponTemplate, Redemption
from feria.mall.coupons.rules import check_claim
from feria.mall.kit import api as kit
from feria.mall.members.api import Member


def claim(member: Member | None, code: str, now: datetime | None = None) -> Coupon:
    """One coupon of the template for the member, as of the mall's clock. Raises CouponRefused.

    Whoever cannot have one is told so before any lock is asked for: on the day most claims come too late.
    """
    if member is None:
        raise CouponRefused("sign-in", code)
    now = now or kit.now()
    template = CouponTemplate.objects.filter(code=code).first()
    if template is None:
        raise CouponRefused("unknown", code)
    check_claim(template, _claimed_by(member, template), now)
    with transaction.atomic():
        return _claim(member, template, now)


def _claim(member: Member, template: CouponTemplate, now: datetime) -> Coupon:
    """``take_one`` counts first and so holds the template's row: whoever comes next waits, then sees this claim."""
    if not take_one(template):
        raise CouponRefused("gone", template.code)
    template.refresh_from_db()
    mine = had(template, member)
    if mine.units >= template.per_member:
        raise CouponRefused("limit", template.code, limit=template.per_member)
    coupon = Coupon.objects.create(template=template, member=member, ordinal=mine.last + 1, claimed_at=now)
    kit.emit(
        "coupons.coupon_claimed",
        template.code,
        {"coupon": template.code, "member": member.code},
        happened_at=now,
    )
    return coupon


def _claimed_by(member: Member, template: CouponTemplate) -> int:
    return Coupon.objects.filter(template=template, member=member).count()


def redeem(
    coupon_ids: Iterable[str | int],
    order_number: str,
    amounts: Mapping[str, int] | None = None,
    *,
    member: Member | None = None,
    now: datetime | None = None,
) -> list[Redemption]:
    """Record that the order uses these coupons; ``amounts`` says by coupon id what each took off, minor units.

    Call it in the order's own transaction. Doing it again for the same order changes nothing. Raises CouponRefused:
    "unknown" (there is no such coupon, or it is not the ``member``'s), "expired", "used" (by another order).
    """
    ids = sorted({int(each) for each in coupon_ids})
    if not ids:
        return []
    now = now or kit.now()
    with transaction.atomic():
        coupons = lock_coupons(ids)
        taken = {row.coupon_id: row for row in Redemption.objects.filter(coupon__in=ids, restored_at=None)}
        redeemed = []
        for coupon_id in ids:
            coupon = coupons.get(coupon_id)
            if coupon is None or (member is not None and coupon.member_id != member.pk):
                raise CouponRefused("unknown", str(coupon_id))
            earlier = taken.get(coupon_id)
            if earlier is not None and earlier.order_number == order_number:
                redeemed.append(earlier)
                continue
            if coupon.template.is_withdrawn or now >= coupon.template.use_until:
                raise CouponRefused("expired", coupon.template.code)
            redeemed.append(_redeem_one(coupon, order_number, (amounts or {}).get(str(coupon_id), 0), now))
    return redeemed


def _redeem_one(coupon: Coupon, order_number: str, amount: int, now: datetime) -> Redemption:
    """The unique constraint decides, not a look beforehand: of two orders at once one is refused."""
    try:
        with transaction.atomic():
            return Redemption.objects.create(
                coupon=coupon, order_number=order_number, amount=amount, redeemed_at=now
            )
    except IntegrityError:
        raise CouponRefused("used", coupon.template.code) from None


def restore(order_number: str, now: datetime | None = None) -> int:
    """Give back the coupons that an order used, as it was cancelled or lapsed; how many came back.

    Doing it again gives back nothing more. What has expired meanwhile comes back expired.
    """
    used = Redemption.objects.filter(order_number=order_number, restored_at=None)
    return used.update(restored_at=now or kit.now())
