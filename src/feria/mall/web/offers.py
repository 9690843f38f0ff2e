"""Promotions in a person's words: what is granted, and on what."""

from __future__ import annotations

from collections.abc import Callable
from typing import assert_never

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from feria import pricing
from feria.mall.web.money import count_text
from feria.mall.web.storefront.words import enumerated, rate_text
from feria.pricing.money import FULL_BPS

Money = Callable[[int], str]
Beside = pricing.PayWithPoints | pricing.FreeShipping | pricing.Grant
Grouped = pricing.BuyGet | pricing.BuyXGetY | pricing.BundlePrice | pricing.Combo | pricing.AddOn


def grants(benefit: pricing.Benefit, money: Money) -> str:
    """What a benefit gives: "20% off", "every $30.00 less $4.00", "of each 3 the cheapest free"."""
    match benefit:
        case pricing.Percent(bps=bps):
            return _off(rate_text(bps))
        case pricing.Amount(amount=amount):
            return _off(money(amount))
        case pricing.FixedPrice(unit_price=price):
            return _("%(price)s each") % {"price": money(price)}
        case pricing.EverySpend(spend=spend, off=off) | pricing.Voucher(spend=spend, off=off):
            return _every(money(spend), money(off))
        case pricing.EveryQuantity(quantity=quantity, off=off):
            return _every(_units(quantity), money(off))
        case pricing.SpendTiers(tiers=tiers):
            return _steps([(money(tier.spend), _step(tier.off, tier.off_bps, money)) for tier in tiers])
        case pricing.ChoiceTiers(tiers=choices):
            return _steps([(money(tier.spend), _step(tier.off, 0, money)) for tier in choices])
        case pricing.QuantityTiers(tiers=tiers):
            return _steps([(_units(tier.quantity), _step(tier.off, tier.off_bps, money)) for tier in tiers])
        case pricing.PayWithPoints() | pricing.FreeShipping() | pricing.Grant():
            return _beside(benefit, money)
        case _:
            return _grouped(benefit, money)


def _grouped(benefit: Grouped, money: Money) -> str:
    match benefit:
        case pricing.BuyGet(size=size, cheapest=cheapest, off_bps=bps):
            said = {"size": size, "cheapest": cheapest, "given": _given(bps)}
            return _("of each %(size)s units the cheapest %(cheapest)s: %(given)s") % said
        case pricing.BuyXGetY(goods=goods, buy=buy, get=get, off_bps=bps):
            said = {"buy": buy, "get": get, "goods": reach(goods), "given": _given(bps)}
            return _("for each %(buy)s bought, %(get)s of %(goods)s: %(given)s") % said
        case pricing.BundlePrice(size=size, price=price):
            return _("any %(size)s for %(price)s") % {"size": size, "price": money(price)}
        case pricing.Combo(parts=parts, price=price):
            made_of = " + ".join(f"{part.quantity} × {reach(part.scope)}" for part in parts)
            return _("the set of %(parts)s for %(price)s") % {"parts": made_of, "price": money(price)}
        case pricing.AddOn(price=price, goods=goods, below=below):
            said = {"goods": reach(goods), "price": money(price), "below": money(below)}
            if below:
                return _("add %(goods)s listed under %(below)s for %(price)s each") % said
            return _("add %(goods)s for %(price)s each") % said
    assert_never(benefit)


def _beside(benefit: Beside, money: Money) -> str:
    match benefit:
        case pricing.PayWithPoints(worth=worth, cap_bps=cap):
            said = {"worth": money(worth), "cap": rate_text(cap)}
            return _("each point pays %(worth)s, up to %(cap)s of the price") % said
        case pricing.FreeShipping(cap=cap):
            return _("up to %(amount)s off shipping") % {"amount": money(cap)} if cap else _("free shipping")
        case pricing.Grant(every=every):
            granted = _granted(benefit, money)
            return (
                _("%(granted)s for every %(spend)s") % {"granted": granted, "spend": money(every)}
                if every
                else granted
            )
    assert_never(benefit)


def _granted(grant: pricing.Grant, money: Money) -> str:
    count = {"count": count_text(grant.amount)}
    match grant.what:
        case "points":
            return ngettext("%(count)s point", "%(count)s points", grant.amount) % count
        case "rebate":
            return _("%(amount)s back after the order") % {"amount": money(grant.amount)}
        case "coupon":
            return (
                ngettext("%(count)s coupon for next time", "%(count)s coupons for next time", grant.amount)
                % count
            )
        case "draw":
            return (
                ngettext("%(count)s chance in the draw", "%(count)s chances in the draw", grant.amount)
                % count
            )
        case "gift":
            return ngettext("%(count)s gift", "%(count)s gifts", grant.amount) % count
    assert_never(grant.what)


def reach(scope: pricing.Scope) -> str:
    """What a scope covers: "everything", "category grocery/soft-drinks", "shop grocery"."""
    match scope:
        case pricing.Everything():
            return _("everything")
        case pricing.Skus(skus=skus):
            return ngettext("%(count)s product", "%(count)s products", len(skus)) % {
                "count": count_text(len(skus))
            }
        case pricing.Categories(paths=paths):
            return enumerated(paths)
        case pricing.Brands(brands=brands):
            return _("brands: %(names)s") % {"names": enumerated(brands)}
        case pricing.Shops(shops=shops):
            return _("shops: %(names)s") % {"names": enumerated(shops)}
        case pricing.Tags(tags=tags):
            return _("tagged: %(names)s") % {"names": enumerated(tags)}
        case pricing.Besides(scope=inner, without=without):
            return _("%(scope)s, except %(without)s") % {"scope": reach(inner), "without": reach(without)}
        case pricing.Both(scopes=scopes):
            return _within([part for part in scopes if part != pricing.Everything()])
        case pricing.Either(scopes=scopes):
            return _(" or ").join(reach(part) for part in scopes)
    assert_never(scope)


def _within(scopes: list[pricing.Scope]) -> str:
    """What lies in all of the scopes: the narrower one named first, "grocery/tea, within shops: grocery"."""
    match scopes:
        case [outer, pricing.Besides(scope=pricing.Everything(), without=without)]:
            return reach(pricing.Besides(scope=outer, without=without))
        case []:
            return reach(pricing.Everything())
    return _(", within ").join(reach(part) for part in reversed(scopes))


def _given(off_bps: int) -> str:
    return _("free") if off_bps == FULL_BPS else _off(rate_text(off_bps))


def _off(what: str) -> str:
    return _("%(what)s off") % {"what": what}


def _every(what: str, off: str) -> str:
    return _("every %(what)s less %(off)s") % {"what": what, "off": off}


def _units(count: int) -> str:
    return ngettext("%(count)s unit", "%(count)s units", count) % {"count": count_text(count)}


def _step(off: int, off_bps: int, money: Money) -> str:
    return money(off) if off else rate_text(off_bps)


def _steps(steps: list[tuple[str, str]]) -> str:
    return " · ".join(_("from %(from)s less %(off)s") % {"from": start, "off": off} for start, off in steps)
