"""The one place where rows become what the engine prices (P14: nothing a client says is a price)."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

import msgspec
from django.conf import settings

from feria.mall.campaigns.api import current, plan
from feria.mall.catalog.api import Product, pricing_line
from feria.mall.coupons.api import held
from feria.mall.kit.api import now as mall_now
from feria.mall.members.api import Member, addresses, buyer
from feria.mall.orders.carts import checked_lines, is_sellable
from feria.mall.orders.counts import gone_before
from feria.mall.orders.models import Cart, CartLine, Order
from feria.mall.orders.rules import asks_which_order
from feria.mall.orders.rush_plans import with_prices_of
from feria.mall.rush.api import tag_of
from feria.pricing import Buyer, Fit, Gone, HeldCoupon, Line, Nudge, Plan, Quote, codec, fitting
from feria.pricing import Cart as PricingCart

_LIVE = (Order.State.PLACED, Order.State.PREPAID, Order.State.PAID)


def quote_cart(
    cart: Cart,
    now: datetime | None = None,
    region: str | None = None,
    channel: str = "web",
    *,
    served: Till | None = None,
) -> Quote:
    """What the selected lines cost at the mall's time ``now``. Products off sale take no part.

    ``region`` is where it would be sent; unknown, it is the member's default address. ``served`` is the till that
    serves the cart's member, where it is at hand; it knows time and place by itself.
    """
    lines = [line for line in selected_lines(cart) if is_sellable(line.product)]
    at_till = served or till(cart.member, now or mall_now(), region, channel)
    return at_till.quote(lines, nudges=True)


def price_product(product: Product, member: Member | None = None, now: datetime | None = None) -> Quote:
    """What one unit costs and why, as the product's page shows it: without the coupons in the member's wallet."""
    return price_products([product], member, now, nudges=True)[product.sku]


def price_products(
    products: Iterable[Product],
    member: Member | None = None,
    now: datetime | None = None,
    *,
    nudges: bool = False,
) -> dict[str, Quote]:
    """``price_product`` for a page of products, each by itself, by SKU; without nudges it is quick."""
    return shelf_till(member, now or mall_now()).price(products, nudges=nudges)


def quote_wanted(
    wanted: Sequence[tuple[str, int]],
    member: Member | None = None,
    coupons: Collection[str] | None = None,
    now: datetime | None = None,
) -> Quote:
    """What these (SKU, quantity) would cost, without a cart. ``coupons`` are ids of the member's to consider; None: all.

    Raises CartRefused with every line's problem.
    """
    at = now or mall_now()
    products = checked_lines(wanted)
    lines = [pricing_line(products[sku], quantity) for sku, quantity in wanted]
    wallet = tuple(held(member, at)) if member else ()
    considered = tuple(coupon for coupon in wallet if coupons is None or coupon.id in coupons)
    in_force = plan(at)
    who = buyer_of(member, at, in_force)
    cart = _as_cart(lines, who, considered, ship_to(member), "api", gone_before(in_force, member))
    return in_force.quote(cart, at)


def selected_lines(cart: Cart) -> list[CartLine]:
    """The lines that take part, with product, shop and category loaded."""
    rows = cart.lines.filter(is_selected=True)
    return list(rows.select_related("product__shop", "product__category"))


@dataclass(frozen=True, kw_only=True)
class Till:
    """All that a shopper's quotes depend on besides the lines, read once for any number of them."""

    plan: Plan
    buyer: Buyer
    wallet: tuple[HeldCoupon, ...]
    region: str
    channel: str
    at: datetime
    gone: tuple[Gone, ...] = ()
    tags: tuple[str, ...] = ()  # that all the lines bear besides their own
    least: int = 0  # what a unit costs at least: what was paid for it ahead

    def quote(
        self, lines: Sequence[CartLine], also: Sequence[HeldCoupon] = (), *, nudges: bool = False
    ) -> Quote:
        """What these lines cost, each named by its SKU, with the coupons in hand and ``also`` those."""
        return self.plan.quote(self._cart(lines, also), self.at, nudges=nudges)

    def price(self, products: Iterable[Product], *, nudges: bool = False) -> dict[str, Quote]:
        """What one unit of each of these costs by itself, by SKU."""
        carts = {one.sku: self._priced([self._line(pricing_line(one, 1))]) for one in products}
        return {sku: self.plan.quote(cart, self.at, nudges=nudges) for sku, cart in carts.items()}

    def fitting(
        self, lines: Sequence[CartLine], nudge: Nudge, catalogue: Sequence[Line], limit: int
    ) -> tuple[Fit, ...]:
        """What of the catalogue, put beside these lines, earns what the nudge promises."""
        return fitting(self.plan, self._cart(lines), self.at, nudge, catalogue, limit=limit)

    def _cart(self, lines: Sequence[CartLine], also: Sequence[HeldCoupon] = ()) -> PricingCart:
        return self._priced([self._line(pricing_line(line.product, line.quantity)) for line in lines], also)

    def _priced(self, lines: list[Line], also: Sequence[HeldCoupon] = ()) -> PricingCart:
        return _as_cart(lines, self.buyer, (*self.wallet, *also), self.region, self.channel, self.gone)

    def _line(self, line: Line) -> Line:
        if not self.tags:
            return line
        return msgspec.structs.replace(
            line, tags=line.tags + self.tags, floor=max(line.floor, min(self.least, line.unit_price))
        )


def shelf_till(member: Member | None, now: datetime, region: str | None = None, channel: str = "web") -> Till:
    """The till for prices on the shelf: it knows the member, and leaves the coupons in their wallet.

    ``region`` unknown, it is the default address's.
    """
    in_force = plan(now)
    return Till(
        plan=in_force,
        buyer=buyer_of(member, now, in_force),
        wallet=(),
        region=ship_to(member) if region is None else region,
        channel=channel,
        at=now,
        gone=gone_before(in_force, member),
    )


def till(member: Member | None, now: datetime, region: str | None = None, channel: str = "web") -> Till:
    """The till that serves this member at ``now``, with the coupons in their wallet."""
    return with_wallet(shelf_till(member, now, region, channel), member)


def with_wallet(shelf: Till, member: Member | None) -> Till:
    """The same till with the member's coupons."""
    return replace(shelf, wallet=tuple(held(member, shelf.at))) if member else shelf


def till_of_claim(
    member: Member, session: str, now: datetime, region: str | None = None, channel: str = "web"
) -> Till:
    """The till for what was claimed in a rush session: its prices are open there, and the lines bear its tag."""
    usual = till(member, now, region, channel)
    return replace(usual, plan=with_prices_of(session, usual.plan), tags=(tag_of(session),))


def _as_cart(
    lines: list[Line],
    who: Buyer,
    wallet: tuple[HeldCoupon, ...],
    region: str,
    channel: str,
    gone: tuple[Gone, ...],
) -> PricingCart:
    return PricingCart(
        currency=settings.CURRENCY,
        lines=tuple(lines),
        buyer=who,
        coupons=wallet,
        region=region,
        channel=channel,
        gone=gone,
    )


def buyer_of(member: Member | None, now: datetime | None = None, in_force: Plan | None = None) -> Buyer:
    """The member as conditions see them, with the orders placed in the festival that runs at ``now``.

    New is who has no live order: two unpaid ones get no two welcomes. ``in_force`` is the plan where it is at hand.
    """
    who = buyer(member)
    if member is None:
        return who
    placed = Order.objects.filter(member=member, state__in=_LIVE)
    if who.is_new and placed.exists():
        who = msgspec.structs.replace(who, is_new=False)
    at = now or mall_now()
    if asks_which_order((in_force or plan(at)).promotions):
        running = current(at)
        orders = placed.filter(festival_code=running.document.id).count() if running else 0
        who = msgspec.structs.replace(who, orders=orders)
    return who


def ship_to(member: Member | None) -> str:
    """The region of the member's default address, "" if there is none."""
    first = addresses(member).first() if member else None
    return first.region if first else ""


def encode_quote(quote: Quote) -> Any:
    """The quote as plain values, as the API answers it."""
    return msgspec.to_builtins(quote)


def freeze_quote(quote: Quote) -> Any:
    """The quote as it is kept with its order: plain values that name the version they are written in."""
    return msgspec.json.decode(codec.encode_quote(quote))


def decode_quote(order: Order) -> Quote:
    """The quote as it stood when the order was placed."""
    return codec.decode_quote(msgspec.json.encode(order.quote))


def shops_by_line(order: Order) -> dict[str, str]:
    """The shop's code by the quote's line id (the SKU)."""
    rows = order.lines.values_list("product__sku", "shop__code")
    return dict(rows)
