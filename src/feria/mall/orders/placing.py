"""Checkout: from a cart to an order, in one transaction; whatever fails leaves everything as it was."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any

from django.conf import settings

from feria.festival import Document
from feria.mall.campaigns.api import current, one_look
from feria.mall.coupons.api import redeem
from feria.mall.kit.api import Reading, answered_once, new_number, read_clocks
from feria.mall.members.api import Address, Member
from feria.mall.orders.agreeing import agree
from feria.mall.orders.carts import is_sellable
from feria.mall.orders.errors import CartRefused, CheckoutRefused, EmptyCart, LineProblem, PriceMoved
from feria.mall.orders.ledger import check_balance, sale_entries
from feria.mall.orders.locks import locked_cart
from feria.mall.orders.models import Cart, CartLine, CartStay, Order, OrderLine
from feria.mall.orders.quoting import freeze_quote, selected_lines, till
from feria.mall.orders.rules import prices_kept_until
from feria.mall.orders.stays import goods_left
from feria.mall.orders.transitions import become_paid, become_placed
from feria.mall.stock.api import hold
from feria.pricing import Quote

LONGEST_KEY = 80
ADDRESS_FIELDS = ("recipient", "phone", "street", "city", "region", "postcode", "country")


def checkout(
    member: Member,
    cart: Cart,
    address: Address | Mapping[str, str],
    key: str,
    expected_payable: int | None = None,
    channel: str = "web",
) -> Order:
    """Order the selected lines: price at the mall's clock, hold the stock, redeem the coupons.

    The same ``key`` again answers the same order (P3). ``expected_payable`` is the total the shopper saw.
    Raises EmptyCart, CartRefused (a line cannot be bought any more), PriceMoved, StockShort,
    CheckoutRefused, KeyReused; CouponRefused when a coupon was spent meanwhile.
    """
    if not 1 <= len(key) <= LONGEST_KEY:
        raise CheckoutRefused("key")
    destination = destination_of(address)
    asked = {"address": destination, "expected_payable": expected_payable, "channel": channel}
    placed: list[Order] = []

    def place() -> dict[str, str]:
        placed.append(_place(member, cart, destination, expected_payable, channel))
        return {"number": placed[0].number}

    answer = answered_once(f"member:{member.pk}", "checkout", key, asked, place)
    # Whoever placed it has it at hand; who asks again reads it.
    return placed[0] if placed else Order.objects.select_related("member").get(number=answer["number"])


def destination_of(address: Address | Mapping[str, str]) -> dict[str, str]:
    """Where it goes, frozen into the order. Raises CheckoutRefused."""
    if isinstance(address, Mapping):
        fields = {name: str(address.get(name) or "").strip() for name in ADDRESS_FIELDS}
    else:
        fields = {name: getattr(address, name) for name in ADDRESS_FIELDS}
    if not all(fields[name] for name in ("recipient", "street", "city", "region")):
        raise CheckoutRefused("address")
    return fields


@one_look()
def _place(
    member: Member, cart: Cart, destination: dict[str, str], expected_payable: int | None, channel: str
) -> Order:
    """Everything of a checkout, in the transaction that answers its key."""
    cart = locked_cart(cart)  # a second checkout of the same cart waits, then finds it empty
    lines = buyable(selected_lines(cart))
    clocks = read_clocks()
    agreed = agree(till(member, clocks.mall, destination["region"], channel), lines, member)
    quote = agreed.quote
    if expected_payable is not None and expected_payable != quote.payable:
        raise PriceMoved(expected_payable, quote.payable, quote.currency)
    check_balance("sale", sale_entries(quote, {line.product.sku: line.product.shop.code for line in lines}))
    order = write_order(member, quote, clocks, destination, channel)
    write_lines(order, lines, quote)
    agreed.take_places(order)
    hold(order.number, {line.product.sku: line.quantity for line in lines}, order.pay_until)
    CartLine.objects.filter(pk__in=[line.pk for line in lines]).delete()
    goods_left(cart, [line.product_id for line in lines], CartStay.How.ORDERED, clocks.mall)
    become_placed(order)
    if order.payable == 0:
        become_paid(order)
    spend_coupons(order, quote, clocks.mall)
    return order


def buyable(lines: list[CartLine]) -> list[CartLine]:
    """The lines, if there are any and each can be bought; else EmptyCart or CartRefused."""
    if not lines:
        raise EmptyCart
    gone = [line.product.sku for line in lines if not is_sellable(line.product)]
    if gone:
        raise CartRefused([LineProblem(line=sku, sku=sku, code="not-on-sale") for sku in gone])
    return lines


def spend_coupons(order: Order, quote: Quote, at: datetime) -> None:
    """The order uses the quote's coupons: the last that it locks, after what being paid locks (locks.py).

    Raises CouponRefused.
    """
    if quote.coupons:
        redeem(quote.coupons, order.number, taken_off_by_coupon(quote), member=order.member, now=at)


def taken_off_by_coupon(quote: Quote) -> dict[str, int]:
    """What each spent coupon took off, minor units, by the coupon's id."""
    amounts: Counter[str] = Counter(dict.fromkeys(quote.coupons, 0))
    for adjustment in quote.adjustments:
        if adjustment.coupon:
            amounts[adjustment.coupon] += -adjustment.amount
    return dict(amounts)


def write_order(
    member: Member,
    quote: Quote,
    clocks: Reading,
    destination: dict[str, str],
    channel: str,
    festival: Document | None = None,
    **more: Any,
) -> Order:
    """The order's row. ``festival``: whose offer it takes, if not just the one that runs; ``more`` are columns that are
    not as in an ordinary checkout.
    """
    festival = festival or _running_festival(clocks.mall)
    columns = {
        "festival_code": festival.id if festival else "",
        "prices_kept_until": prices_kept_until(festival) if festival else None,
        "pay_until": clocks.database + timedelta(minutes=settings.PAYMENT_WINDOW_MINUTES),
        **more,
    }
    return Order.objects.create(
        number=new_number("F"),
        member=member,
        channel=channel,
        currency=quote.currency,
        listed=quote.listed,
        payable=quote.payable,
        quote=freeze_quote(quote),
        address=destination,
        region=destination["region"],
        placed_at=clocks.mall,
        **columns,
    )


def _running_festival(now: datetime) -> Document | None:
    running = current(now)
    return running.document if running else None


def write_lines(order: Order, lines: list[CartLine], quote: Quote) -> None:
    """Each line as it was bought."""
    priced = {line.id: line for line in quote.lines}
    OrderLine.objects.bulk_create(
        OrderLine(
            order=order,
            product=line.product,
            shop=line.product.shop,
            name=line.product.name,
            quantity=line.quantity,
            unit_price=priced[line.product.sku].unit_price,
            listed=priced[line.product.sku].listed,
            payable=priced[line.product.sku].payable,
        )
        for line in lines
    )
