"""One request's facts, each read at most once: the instant, the festival's moment, who shops, and their cart."""

from __future__ import annotations

import secrets
from datetime import datetime
from functools import cached_property

from django.conf import settings
from django.http import HttpRequest
from django.utils.translation import get_language

from feria.festival import Document
from feria.mall.campaigns import api as campaigns
from feria.mall.catalog import api as catalog
from feria.mall.kit import api as kit
from feria.mall.members import api as members
from feria.mall.orders import api as orders
from feria.mall.rush import api as rush
from feria.mall.web import access
from feria.pricing import Quote

CART_KEY = "cart_key"
"""Where the session keeps a guest's cart key. It is data of the session and not the session's own key, which changes on sign-in."""


class Visit:
    """What every page may ask about its request. Reading it costs only what is read."""

    def __init__(self, request: HttpRequest) -> None:
        self._request = request

    @cached_property
    def now(self) -> datetime:
        """The mall's clock, one instant for the whole page."""
        return kit.now()

    @cached_property
    def current(self) -> campaigns.Current | None:
        return campaigns.current(self.now)

    @cached_property
    def in_force(self) -> tuple[Document, ...]:
        """The documents of all festivals in force."""
        return campaigns.documents_in_force()

    @property
    def phase(self) -> str:
        """The kind of phase for theming: "build-up", "warm-up", "main" ...; empty between festivals."""
        moment = self.current and self.current.moment
        return str(moment.phase.kind) if moment and moment.phase else ""

    @property
    def period(self) -> str:
        moment = self.current and self.current.moment
        return str(moment.period.kind) if moment and moment.period else ""

    @property
    def language(self) -> str:
        return get_language() or settings.LANGUAGE_CODE

    @cached_property
    def member(self) -> members.Member | None:
        user = self._request.user
        return members.member_of(user) if user.is_authenticated else None

    @cached_property
    def shelf(self) -> orders.Till:
        """What prices a product for this visitor."""
        return orders.shelf_till(self.member, self.now)

    @cached_property
    def till(self) -> orders.Till:
        """What prices this visitor's cart: the shelf's prices, and the coupons in hand."""
        return orders.with_wallet(self.shelf, self.member)

    @cached_property
    def roles(self) -> frozenset[str]:
        return access.roles(self._request)

    @property
    def may_move_clock(self) -> bool:
        return settings.DEMO and "operator" in self.roles

    @property
    def has_rush(self) -> bool:
        """Whether the festival that runs has rush sessions."""
        return self.current is not None and bool(self.current.document.rushes)

    @cached_property
    def rush_notices(self) -> list[rush.Session]:
        """Sessions that this member asked to be reminded of, and that are about to start or run."""
        if self.member is None or not self.has_rush:
            return []
        codes = rush.notices(self.member)
        found = (rush.session(code, self.now) for code in codes)
        return [session for session in found if session and session.state != "over"]

    @cached_property
    def balances_open(self) -> list[orders.Order]:
        """Orders ahead of this member whose balance can be paid now."""
        if self.member is None or self.current is None or not self.current.document.presales:
            return []
        return list(orders.balances_open(self.member, self.now))

    @cached_property
    def cart(self) -> orders.Cart | None:
        """The cart there is; none for a guest who has put nothing in yet."""
        key = self._request.session.get(CART_KEY)
        if self.member is None:
            return orders.cart_for(key) if key else None
        if key:  # they filled a guest's cart before they signed in
            del self._request.session[CART_KEY]
            return orders.merge_carts(key, self.member)
        cart = orders.cart_for(self.member)
        cart.member = self.member  # known here: it need not be read again
        return cart

    def cart_to_fill(self) -> orders.Cart:
        """The cart, made for a guest when there is none yet."""
        if self.cart is None:
            key = secrets.token_hex(16)
            self._request.session[CART_KEY] = key
            self.__dict__["cart"] = orders.cart_for(key)
        assert self.cart is not None  # noqa: S101 - made just above
        return self.cart

    @cached_property
    def shop_names(self) -> dict[str, str]:
        """The open shops' names by code."""
        return {shop.code: shop.title for shop in self.shops}

    @cached_property
    def shops(self) -> list[catalog.Shop]:
        """The open shops that have something on sale, those with the most goods first."""
        stocked = [shop for shop in catalog.shops() if shop.products_count]
        return sorted(stocked, key=lambda shop: (-shop.products_count, shop.name))

    @cached_property
    def favourites(self) -> frozenset[str]:
        """The SKUs this member marked."""
        return members.favourite_skus(self.member)

    @cached_property
    def cart_lines(self) -> list[orders.CartLine]:
        """The cart's lines, each with its product, shop and category."""
        return orders.cart_lines(self.cart) if self.cart else []

    @cached_property
    def cart_quote(self) -> Quote | None:
        """What the selected lines cost; None while nothing is selected."""
        if self.cart is None or not any(line.is_selected for line in self.cart_lines):
            return None
        return orders.quote_cart(self.cart, served=self.till)

    @cached_property
    def cart_units(self) -> int:
        return sum(line.quantity for line in self.cart_lines)

    def forget_cart(self) -> None:
        """The cart was changed, or others took what it counted on: read it again when it is asked for."""
        for name in ("cart", "cart_lines", "cart_quote", "cart_units", "shelf", "till"):
            self.__dict__.pop(name, None)


def visit(request: HttpRequest) -> Visit:
    """The request's visit, made on first use."""
    known: Visit | None = getattr(request, "_feria_visit", None)
    if known is None:
        known = Visit(request)
        request._feria_visit = known  # type: ignore[attr-defined]  # noqa: SLF001 - kept on the request it belongs to
    return known
