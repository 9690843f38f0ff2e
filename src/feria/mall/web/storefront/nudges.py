"""The next thing worth doing, in words, with items that do it (R2.18)."""

from __future__ import annotations

from dataclasses import dataclass

from django.utils.translation import gettext as _

from feria.mall.orders import api as orders
from feria.mall.web import parts
from feria.mall.web.money import money_text
from feria.mall.web.storefront.cards import product_cards
from feria.mall.web.storefront.visit import Visit
from feria.mall.web.storefront.words import language, money_in, worded
from feria.pricing import Nudge, Quote
from feria.pricing.wording import say

FITTING = 4
"""How many items are offered for one nudge."""


@dataclass(frozen=True, kw_only=True)
class Prompt:
    """A nudge in words, what it takes off, and cards of items that would earn it."""

    nudge: parts.Nudge
    cards: list[parts.ProductCard]


def headline(quote: Quote) -> str:
    """The one nudge for the bottom bar, or nothing."""
    return next((say(one, language(), money_in(quote.currency)) for one in quote.nudges), "")


def nudge_words(one: Nudge, currency: str) -> parts.Nudge:
    return parts.Nudge(lead=worded(one.names, one.name), rest=say(one, language(), money_in(currency)))


def prompts(visit: Visit, quote: Quote, most: int = 2) -> list[Prompt]:
    """The nudges worth the most attention, each with items to add in one tap."""
    in_cart = {line.sku for line in quote.lines}
    return [
        Prompt(nudge=nudge_words(one, quote.currency), cards=_fitting(visit, one, in_cart))
        for one in quote.nudges[:most]
    ]


def _fitting(visit: Visit, one: Nudge, in_cart: set[str]) -> list[parts.ProductCard]:
    return product_cards(visit, orders.fitting(one, without=in_cart, limit=FITTING))


def won(quote: Quote) -> parts.Nudge | None:
    """What the cart has already earned."""
    if not quote.reduction:
        return None
    return parts.Nudge(
        lead=_("You save %(amount)s") % {"amount": money_text(quote.reduction, quote.currency)},
        rest=_("against the listed prices"),
        won=True,
    )
