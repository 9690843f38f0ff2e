"""Coupons to be had and coupons had."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Literal, NamedTuple

from django.db.models import Count, F, Q, QuerySet

from feria.festival import CouponDesign
from feria.mall.campaigns import api as campaigns
from feria.mall.coupons.models import Coupon, CouponTemplate, Redemption
from feria.mall.coupons.rules import claim_state
from feria.mall.kit import api as kit
from feria.mall.members.api import Member
from feria.pricing import HeldCoupon, Promotion

State = Literal["claimable", "not-yet", "gone", "limit", "over", "held", "used", "expired"]


@dataclass(frozen=True, slots=True, kw_only=True)
class WalletRow:
    """A coupon as a person sees it: one that can be claimed (``coupon_id`` empty), or one that they have.

    ``promotion`` says what it gives, None once its festival is out of force. ``amount`` is what it took off the
    order, minor units. ``left`` is how many of the template nobody has claimed, ``mine`` how many this member has,
    ``spent`` how many of those an order used.
    """

    code: str
    name: str
    names: dict[str, str]
    shop: str
    state: State
    promotion: Promotion | None
    claim_from_at: datetime
    claim_until: datetime
    use_from_at: datetime
    use_until: datetime
    stock: int
    left: int
    per_member: int
    mine: int = 0
    spent: int = 0
    coupon_id: str = ""
    order_number: str = ""
    amount: int = 0


class Claims(NamedTuple):
    """Of one template: how often a member claimed it, how many of those an order uses."""

    times: int = 0
    spent: int = 0


NONE = Claims()


def claimable(member: Member | None, now: datetime, shop: str | None = None) -> list[WalletRow]:
    """The coupons on offer at ``now`` and those about to be, the ones this member can claim first; all of them for a guest.

    ``shop`` narrows to the shop's own and the mall's. States: "claimable", "not-yet", "limit", "gone".
    """
    templates = CouponTemplate.objects.filter(is_withdrawn=False, claim_until__gt=now)
    if shop is not None:
        templates = templates.filter(shop_code__in=["", shop])
    mine = _claims_of(member)
    designs = _designs()
    rows = [
        _row(
            template,
            claim_state(template, mine.get(template.pk, NONE).times, now),
            designs,
            mine=mine.get(template.pk, NONE),
        )
        for template in templates
    ]
    order: dict[str, int] = {"claimable": 0, "not-yet": 1, "limit": 2, "gone": 3}
    return sorted(rows, key=lambda row: (order.get(row.state, 4), row.claim_from_at, row.use_until, row.code))


def held(member: Member | None, now: datetime) -> list[HeldCoupon]:
    """The member's coupons that an order could use now or later, as the engine takes them; first those expiring first."""
    if member is None:
        return []
    coupons = _unused(member).filter(template__is_withdrawn=False, template__use_until__gt=now)
    return [
        HeldCoupon(id=str(coupon.pk), template=coupon.template.code, expires_at=coupon.template.use_until)
        for coupon in coupons.order_by("template__use_until", "pk")
    ]


def wallet(member: Member, now: datetime | None = None) -> list[WalletRow]:
    """What the member can claim, has, used and let expire, in this order."""
    now = now or kit.now()
    designs = _designs()
    mine = _claims_of(member)
    redemptions = {
        row.coupon_id: row for row in Redemption.objects.filter(coupon__member=member, restored_at=None)
    }
    had = [
        _had(coupon, redemptions.get(coupon.pk), designs, mine, now)
        for coupon in member.coupons.select_related("template").order_by("template__use_until", "pk")
    ]
    order: dict[str, int] = {"held": 0, "used": 1, "expired": 2}
    offered = [row for row in claimable(member, now) if row.state in ("claimable", "not-yet")]
    return offered + sorted(had, key=lambda row: order[row.state])


def template(code: str) -> CouponTemplate | None:
    """The template with this code, or None."""
    return CouponTemplate.objects.filter(code=code).first()


def templates(festival: str | None = None) -> QuerySet[CouponTemplate]:
    """The templates, of one festival or all, each with how many were ``redeemed`` and not restored."""
    in_use = Count("coupons__redemptions", filter=Q(coupons__redemptions__restored_at=None))
    rows = CouponTemplate.objects.annotate(redeemed=in_use)
    return rows if festival is None else rows.filter(festival__code=festival)


def miscounted() -> QuerySet[CouponTemplate]:
    """Templates whose counter is not the number of their coupons: none, unless something is broken (P17)."""
    return CouponTemplate.objects.annotate(rows=Count("coupons")).exclude(rows=F("claimed"))


def _unused(member: Member) -> QuerySet[Coupon]:
    in_use = Redemption.objects.filter(coupon__member=member, restored_at=None).values("coupon")
    return Coupon.objects.filter(member=member).exclude(pk__in=in_use).select_related("template")


def _claims_of(member: Member | None) -> dict[int, Claims]:
    """What the member claimed of each template, by the template's id."""
    if member is None:
        return {}
    in_use = Count("redemptions", filter=Q(redemptions__restored_at=None))
    counted = Coupon.objects.filter(member=member).values_list("template")
    rows = counted.annotate(times=Count("id", distinct=True), spent=in_use).order_by()
    return {template: Claims(times, spent) for template, times, spent in rows}


def _designs() -> dict[str, CouponDesign]:
    designs: Iterable[CouponDesign] = campaigns.coupon_designs()
    return {design.code: design for design in designs}


def _had(
    coupon: Coupon,
    redemption: Redemption | None,
    designs: dict[str, CouponDesign],
    mine: dict[int, Claims],
    now: datetime,
) -> WalletRow:
    template = coupon.template
    is_over = template.is_withdrawn or now >= template.use_until
    state: State = "used" if redemption else "expired" if is_over else "held"
    return _row(
        template,
        state,
        designs,
        mine=mine.get(template.pk, NONE),
        coupon_id=str(coupon.pk),
        order_number=redemption.order_number if redemption else "",
        amount=redemption.amount if redemption else 0,
    )


def _row(
    template: CouponTemplate,
    state: State,
    designs: dict[str, CouponDesign],
    *,
    mine: Claims,
    coupon_id: str = "",
    order_number: str = "",
    amount: int = 0,
) -> WalletRow:
    design = designs.get(template.code)
    return WalletRow(
        code=template.code,
        name=kit.in_language(template.names) or template.code,
        names=template.names,
        shop=template.shop_code,
        state=state,
        promotion=design.promotion if design else None,
        claim_from_at=template.claim_from_at,
        claim_until=template.claim_until,
        use_from_at=template.use_from_at,
        use_until=template.use_until,
        stock=template.stock,
        left=max(template.stock - template.claimed, 0),
        per_member=template.per_member,
        mine=mine.times,
        spent=mine.spent,
        coupon_id=coupon_id,
        order_number=order_number,
        amount=amount,
    )
