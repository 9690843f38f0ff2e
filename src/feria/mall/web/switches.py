"""What of the mall can be turned off in bad times, part by part (R3.6): what each saves, what visitors see instead.

Prices, carts, checkout and payment have no switch: they are what the rest is turned off for.
"""

from __future__ import annotations

from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from feria.mall.kit.api import is_on

__all__ = ["SWITCHES", "SwitchPlan", "is_on"]

BOARD = "board"
RECOMMENDATIONS = "recommendations"
SUGGESTIONS = "suggestions"
NUDGES = "nudges"
COUPON_TIPS = "coupon-tips"
FAVOURITES = "favourites"
CART_TOTAL = "cart-total"
DESK_FIGURES = "desk-figures"


@dataclass(frozen=True, slots=True)
class SwitchPlan:
    """One switch: what it turns off, what the mall no longer has to do then, and what people see instead."""

    name: str
    label: str | Promise
    spares: str | Promise
    instead: str | Promise


# The heaviest first: what to reach for when pages get slow.
SWITCHES = (
    SwitchPlan(
        COUPON_TIPS,
        _("Coupons that would help"),
        _("pricing the cart once more for every coupon on offer, each time a cart is shown"),
        _("The cart leaves the hint out; coupons are still claimed in the coupon centre."),
    ),
    SwitchPlan(
        NUDGES,
        _("Nudges with items that fit"),
        _("pricing the cart once more for every item that might be added"),
        _("The cart no longer says what to add. Prices and reductions stay as they are."),
    ),
    SwitchPlan(
        RECOMMENDATIONS,
        _("Recommendations"),
        _("reading and pricing products nobody asked for"),
        _("“More like this” and “What others buy” are left out."),
    ),
    SwitchPlan(
        CART_TOTAL,
        _("Cart total on every page"),
        _("pricing the cart on each page that is shown"),
        _("Outside the cart, phones show how many items are in it and no sum."),
    ),
    SwitchPlan(
        SUGGESTIONS,
        _("Search suggestions"),
        _("a look into the index at nearly every letter typed"),
        _("Searching works as before, without suggestions while typing."),
    ),
    SwitchPlan(
        FAVOURITES,
        _("Hearts on product cards"),
        _("reading each member’s favourites for every shelf"),
        _("Cards show no heart. Favourites are kept and have their page."),
    ),
    SwitchPlan(
        DESK_FIGURES,
        _("Sales figures of desk and console"),
        _("adding up the day’s orders whenever a merchant or operator looks"),
        _("The pages say that figures are paused. Orders, stock and rush sessions stay in sight."),
    ),
    SwitchPlan(
        BOARD,
        _("Live board"),
        _("reading every paid order twice a second, and a stream for each viewer"),
        _("The board says that it rests. It misses nothing: back on, every figure is complete."),
    ),
)
