"""The next thing worth doing, in words, with items that do it (R2.18)."""

from __future__ import annotations

from dataclasses import dataclass, replace

from django.conf import settings
from django.utils.translation import gettext as _

from feria.mall.orders import api as orders
from feria.mall.web import parts, switches
from feria.mall.web.money import money_text
from feria.mall.web.storefront.cards import product_cards
from feria.mall.web.storefront.receipts import sentence
from feria.mall.web.storefront.visit import Visit
from feria.mall.web.storefront.words import money_in, worded
from feria.pricing import Nudge, Promotion, Quote, SpendTiers

FITTING = 3
"""How many items are offered for one nudge."""


@dataclass(frozen=True, kw_only=True)
class Prompt:
    """A nudge in words, what it takes off, and cards of items that would earn it."""

    nudge: parts.Nudge
    meter: parts.TierMeter | None
    cards: list[parts.ProductCard]


def headline(quote: Quote) -> str:
    """The one nudge for the bottom bar, or nothing: a free coupon first, and of those the one worth most.

    What is turned off for the cart's page is not said here either.
    """
    free = [one for one in quote.nudges if one.code == "claim-coupon"]
    others = [one for one in quote.nudges if one.code != "claim-coupon"]
    if free and switches.is_on(switches.COUPON_TIPS):
        return sentence(max(free, key=lambda one: one.gain), quote)
    return sentence(others[0], quote) if others and switches.is_on(switches.NUDGES) else ""


def nudge_words(one: Nudge, quote: Quote) -> parts.Nudge:
    return parts.Nudge(lead=sentence(one, quote))


def prompts(visit: Visit, quote: Quote, most: int = 2) -> list[Prompt]:
    """What to add next and what it earns, each with items that do it. (Coupons to claim are shown as tickets.)"""
    worth_it = [one for one in quote.nudges if one.code != "claim-coupon"]
    known = {one.id: one for one in visit.current.document.all_promotions} if visit.current else {}
    return [
        Prompt(
            nudge=nudge_words(one, quote),
            meter=tier_meter(one, known.get(one.promotion), quote),
            cards=_fitting(visit, one),
        )
        for one in worth_it[:most]
    ]


def tier_meter(nudge: Nudge, promotion: Promotion | None, quote: Quote) -> parts.TierMeter | None:
    """How far the cart is along the steps of a tiered reduction; None for a promotion without steps in money."""
    benefit = promotion.benefit if promotion else None
    if not isinstance(benefit, SpendTiers) or benefit.every or len(benefit.tiers) < 2:
        return None
    earned = -sum(one.amount for one in quote.adjustments if one.promotion == nudge.promotion)
    ahead = next((tier for tier in benefit.tiers if tier.off > earned), None)
    if ahead is None:
        return None
    money = money_in(quote.currency)
    steps = [(tier.spend, _("%(amount)s off") % {"amount": money(tier.off)}) for tier in benefit.tiers]
    return parts.TierMeter(
        label=worded(nudge.names, nudge.name),
        tiers=parts.tiers_for(ahead.spend - nudge.shortfall, steps),
        currency=quote.currency,
        message=sentence(nudge, quote),
    )


def _fitting(visit: Visit, one: Nudge) -> list[parts.ProductCard]:
    """Cards of items that earn it in this cart, each with what it adds to the total."""
    if visit.cart is None:
        return []
    fits = {fit.product.sku: fit for fit in orders.fits(visit.cart, one, FITTING, served=visit.till)}
    cards = product_cards(visit, [fit.product for fit in fits.values()])
    return [replace(card, note=_extra(fits[card.sku])) for card in cards]


def _extra(fit: orders.Fit) -> str:
    """What taking so many of the item does to the total."""
    if fit.extra <= 0:
        told = _("Your total falls by %(amount)s") % {"amount": money_text(-fit.extra, settings.CURRENCY)}
    else:
        told = _("Your total: %(amount)s more") % {"amount": money_text(fit.extra, settings.CURRENCY)}
    return told if fit.units == 1 else f"{fit.units} × {told}"


def won(quote: Quote) -> parts.Nudge | None:
    """What the cart has already earned."""
    if not quote.reduction:
        return None
    return parts.Nudge(
        lead=_("You save %(amount)s") % {"amount": money_text(quote.reduction, quote.currency)},
        rest=_("against the listed prices"),
        won=True,
    )
