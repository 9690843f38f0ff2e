"""Coupons as tickets: what they give, where they count, and how they stand for this visitor."""

from __future__ import annotations

from django.conf import settings
from django.urls import reverse
from django.utils.translation import gettext as _

from feria.mall.coupons import api as coupons
from feria.mall.orders import api as orders
from feria.mall.web import parts
from feria.mall.web.money import money_text
from feria.mall.web.storefront.visit import Visit
from feria.mall.web.storefront.words import rate_text, worded
from feria.mall.web.templatetags.storefront import when
from feria.pricing import Promotion
from feria.pricing import benefits as benefit_kinds
from feria.pricing import conditions as condition_kinds


def tickets(visit: Visit, shop: str | None = None) -> list[parts.Coupon]:
    """The coupons on offer, those this visitor can claim first."""
    names = visit.shop_names
    return [_ticket(row, names) for row in coupons.claimable(visit.member, visit.now, shop)]


def tickets_to_claim(visit: Visit) -> list[parts.Coupon]:
    """The coupons on offer without those this visitor has had in full: the wallet shows them."""
    names = visit.shop_names
    rows = coupons.claimable(visit.member, visit.now)
    return [_ticket(row, names) for row in rows if row.state != "limit"]


def ticket(visit: Visit, code: str, refused: str = "") -> parts.Coupon | None:
    """One coupon as it stands now; ``refused`` says why a claim of it just failed."""
    row = next((row for row in coupons.claimable(visit.member, visit.now) if row.code == code), None)
    return _ticket(row, visit.shop_names, refused) if row else None


def wallet(visit: Visit) -> list[parts.Coupon]:
    """What the member has, used and let expire."""
    if visit.member is None:
        return []
    names = visit.shop_names
    return [_ticket(row, names) for row in coupons.wallet(visit.member, visit.now) if row.coupon_id]


def helpful_tickets(visit: Visit) -> list[parts.Coupon]:
    """Coupons to claim that would make this cart cheaper, the most helpful first."""
    if visit.cart is None:
        return []
    rows = [row for row in coupons.claimable(visit.member, visit.now) if row.state == "claimable"]
    gains = orders.coupon_gains(visit.cart, [row.code for row in rows], served=visit.till)
    helpful = sorted((row for row in rows if row.code in gains), key=lambda row: (-gains[row.code], row.code))
    names = visit.shop_names
    return [_ticket(row, names, gain=gains[row.code]) for row in helpful]


def _ticket(
    row: coupons.WalletRow, shop_names: dict[str, str], refused: str = "", gain: int = 0
) -> parts.Coupon:
    can_claim = row.state == "claimable" and not refused
    amount, rate = _value(row.promotion)
    return parts.Coupon(
        title=worded(row.names, row.name),
        need=_need(row.promotion),
        terms=_terms(row, shop_names, gain),
        amount=amount,
        rate_text=rate,
        currency=settings.CURRENCY,
        claim_url=reverse("storefront:claim", args=[row.code]) if can_claim else "",
        state_text="" if can_claim else refused or _state(row),
        usable=not refused
        and (row.state in ("claimable", "held") or (row.state == "limit" and row.mine > row.spent)),
    )


def _state(row: coupons.WalletRow) -> str:
    return {
        "not-yet": _("From %(when)s") % {"when": when(row.claim_from_at)},
        "gone": _("All gone"),
        "limit": _("In your wallet") if row.mine > row.spent else _("Used"),
        "over": _("Over"),
        "held": _("Ready to use"),
        "used": _("Used"),
        "expired": _("Expired"),
    }.get(row.state, "")


def _terms(row: coupons.WalletRow, shop_names: dict[str, str], gain: int) -> str:
    where = shop_names.get(row.shop, row.shop) if row.shop else _("The whole mall")
    until = _("until %(when)s") % {"when": when(row.use_until)}
    if row.mine and row.state == "claimable":
        until = _("%(until)s · you have %(n)s") % {"until": until, "n": row.mine}
    if gain:
        helps = _("takes %(amount)s off this cart") % {"amount": money_text(gain, settings.CURRENCY)}
        return f"{where} · {until} · {helps}"
    return f"{where} · {until}"


def _value(promotion: Promotion | None) -> tuple[int | None, str]:
    """(amount, "") or (None, rate): what a coupon is worth at its best."""
    match promotion.benefit if promotion else None:
        case benefit_kinds.Amount(amount=amount):
            return amount, ""
        case benefit_kinds.Percent(bps=bps):
            return None, rate_text(bps)
        case (
            benefit_kinds.SpendTiers(tiers=(*_before, best))
            | benefit_kinds.QuantityTiers(tiers=(*_before, best))
        ):
            return (best.off, "") if best.off else (None, rate_text(best.off_bps))
        case (
            benefit_kinds.EverySpend(off=off)
            | benefit_kinds.EveryQuantity(off=off)
            | benefit_kinds.Voucher(off=off)
        ):
            return off, ""
        case _:
            return None, _("Offer")


def _need(promotion: Promotion | None) -> str:
    """What has to be bought for it."""
    if promotion is None:
        return ""
    spend = next((one.amount for one in promotion.conditions if isinstance(one, condition_kinds.MinSpend)), 0)
    match promotion.benefit:
        case benefit_kinds.SpendTiers(tiers=(*_before, best)):
            spend = best.spend
        case benefit_kinds.EverySpend(spend=every) | benefit_kinds.Voucher(spend=every):
            return _("off every %(amount)s") % {"amount": money_text(every, settings.CURRENCY)}
    return (
        _("on %(amount)s or more") % {"amount": money_text(spend, settings.CURRENCY)}
        if spend
        else _("on any order")
    )
