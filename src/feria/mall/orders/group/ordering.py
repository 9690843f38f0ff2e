"""Starting a group, and joining one: like a checkout of one product at the group's price."""

from __future__ import annotations

import secrets
from collections.abc import Callable, Mapping
from datetime import timedelta

from django.conf import settings
from django.db import transaction
from django.db.models import Sum

from feria.mall.campaigns.api import one_look
from feria.mall.catalog.api import Product, product
from feria.mall.kit.api import Reading, answered_once, read_clocks
from feria.mall.members.api import Address, Member
from feria.mall.orders.agreeing import agree
from feria.mall.orders.carts import is_sellable
from feria.mall.orders.due import GROUP
from feria.mall.orders.errors import CartRefused, CheckoutRefused, LineProblem
from feria.mall.orders.group.ends import LIVE
from feria.mall.orders.group.errors import GroupRefused
from feria.mall.orders.group.filling import bought_with_the_next, pay_share
from feria.mall.orders.group.offers import GroupOffer, group_offer
from feria.mall.orders.group.pricing import till_of_group
from feria.mall.orders.group.standing import group_standing
from feria.mall.orders.ledger import check_balance, sale_entries
from feria.mall.orders.locks import codes_had_by, locked_group
from feria.mall.orders.models import CartLine, Group, Order, Quota, QuotaUse
from feria.mall.orders.placing import (
    LONGEST_KEY,
    destination_of,
    spend_coupons,
    write_lines,
    write_order,
)
from feria.mall.orders.quotas import take
from feria.mall.orders.rules import quantity_problem
from feria.mall.orders.transitions import become_placed
from feria.mall.stock.api import hold

KEY_BYTES = 12
"""Of chance in a group's key: its link cannot be guessed."""

Where = Address | Mapping[str, str]


def start_group(
    member: Member, code: str, quantity: int, address: Where, key: str, channel: str = "web"
) -> Order:
    """Start a group of the group buy ``code`` with a share of one's own: its units are held, its price is due within
    the usual time to pay, and when it is paid the group is open to others.

    The same ``key`` again answers the same order. Raises GroupRefused, CartRefused, StockShort, CheckoutRefused,
    KeyReused; PriceMoved and CouponRefused where others were faster.
    """
    asked = {"code": code, "quantity": quantity, "channel": channel}

    def place(destination: dict[str, str]) -> str:
        clocks = read_clocks()
        offer = _open_offer(code, clocks)
        item = _sellable(offer.design.sku, quantity)
        group = _new_group(member, offer, item, clocks)
        return _take_seat(member, offer, group, quantity, destination, channel, clocks)

    return _once(member, "start-group", key, asked, address, place)


def join_group(
    member: Member, group_key: str, quantity: int, address: Where, key: str, channel: str = "web"
) -> Order:
    """Take a seat in somebody's group: the same, for the group's price and until the group's end at the latest.

    The same ``key`` again answers the same order. Raises what ``start_group`` raises.
    """
    asked = {"group": group_key, "quantity": quantity, "channel": channel}

    def place(destination: dict[str, str]) -> str:
        group = locked_group(group_key)
        if group is None:
            raise GroupRefused("group-unknown")
        clocks = read_clocks()  # after the lock: who waited for it may have come too late
        refuse_unless_open(group, member, clocks)
        offer = group_offer(group.code)
        if offer is None:  # its festival was withdrawn
            raise GroupRefused("over")
        _sellable(group.product.sku, quantity)
        return _take_seat(member, offer, group, quantity, destination, channel, clocks)

    return _once(member, "join-group", key, asked, address, place)


def refuse_unless_joinable(key: str, member: Member) -> None:
    """Raises GroupRefused as ``join_group`` would now; others may be faster between the two."""
    standing = group_standing(key)
    if standing is None:
        raise GroupRefused("group-unknown")
    refuse_unless_open(standing.group, member, read_clocks())
    if not standing.free:
        raise GroupRefused("group-taken")


def refuse_unless_open(group: Group, member: Member | None, clocks: Reading) -> None:
    """Raises GroupRefused unless the member could take a seat, if there is one."""
    if group.state == Group.State.WON:
        raise GroupRefused("group-full")
    if group.state == Group.State.FAILED or clocks.database >= group.fill_until:
        raise GroupRefused("group-over")
    if member and group.orders.filter(member=member, state__in=LIVE).exists():
        raise GroupRefused("group-own" if group.starter_id == member.pk else "group-twice")
    if group.opened_at is None:
        raise GroupRefused("group-not-open")


def _once(
    member: Member,
    purpose: str,
    key: str,
    asked: dict[str, object],
    address: Where,
    place: Callable[[dict[str, str]], str],
) -> Order:
    if not 1 <= len(key) <= LONGEST_KEY:
        raise CheckoutRefused("key")
    destination = destination_of(address)

    def answer() -> dict[str, str]:
        with transaction.atomic(), one_look():
            return {"number": place(destination)}

    body = {**asked, "address": destination}
    given = answered_once(f"member:{member.pk}", purpose, key, body, answer)
    return Order.objects.select_related("member", "group").get(number=given["number"])


def _open_offer(code: str, clocks: Reading) -> GroupOffer:
    offer = group_offer(code)
    if offer is None:
        raise GroupRefused("unknown")
    state = offer.state(clocks.mall)
    if state == "to come":
        raise GroupRefused("not-yet", at=offer.design.window.start_at)
    if state == "over":
        raise GroupRefused("over")
    return offer


def _sellable(sku: str, quantity: int) -> Product:
    problem = quantity_problem(sku, quantity)
    item = product(sku)
    if item is None or not is_sellable(item):
        problem = LineProblem(line=sku, sku=sku, code="not-on-sale")
    if problem or item is None:
        raise CartRefused([problem] if problem else [])
    return item


def _new_group(member: Member, offer: GroupOffer, item: Product, clocks: Reading) -> Group:
    design = offer.design
    return Group.objects.create(
        key=secrets.token_urlsafe(KEY_BYTES),
        code=design.code,
        product=item,
        starter=member,
        names=dict(design.names),
        funders=[[funder.who, funder.bps] for funder in design.funders],
        unit_price=design.price,
        size=design.size,
        started_at=clocks.mall,
        fill_until=clocks.database + design.time_to_fill(clocks.mall),
    )


def _take_seat(
    member: Member,
    offer: GroupOffer,
    group: Group,
    quantity: int,
    destination: dict[str, str],
    channel: str,
    clocks: Reading,
) -> str:
    """The group is locked or new. A seat and its units are taken, held and priced in one transaction."""
    lines = [CartLine(product=group.product, quantity=quantity)]
    served = till_of_group(member, group, clocks.mall, destination["region"], channel)
    counted = {offer.quota: offer.limit, group.seats: group.size}
    others = bought_with_the_next(group)  # a share of nought pays itself, and so may be the last
    agreed = agree(served, lines, member, counted, codes_had_by(others))
    units, seats = agreed.quotas[offer.quota], agreed.quotas[group.seats]
    _check_limits(member, offer, group, units, seats, quantity)
    quote = agreed.quote
    check_balance("sale", sale_entries(quote, {group.product.sku: group.product.shop.code}))
    pay_until = min(clocks.database + timedelta(minutes=settings.PAYMENT_WINDOW_MINUTES), group.fill_until)
    of_group = {"way": GROUP, "group": group, "pay_until": pay_until}
    order = write_order(member, quote, clocks, destination, channel, offer.document, **of_group)
    write_lines(order, lines, quote)
    agreed.take_places(order)
    take(units, order, quantity)
    take(seats, order)
    hold(order.number, {group.product.sku: quantity}, order.pay_until)
    become_placed(order)
    if order.payable == 0:
        pay_share(order)
    spend_coupons(order, quote, clocks.mall)
    return order.number


def _check_limits(
    member: Member, offer: GroupOffer, group: Group, units: Quota, seats: Quota, quantity: int
) -> None:
    """Both quotas are locked: what is left of them, and what the member has, cannot change meanwhile (R3.3)."""
    if seats.taken >= seats.limit:
        raise GroupRefused("group-taken")
    left = units.limit - units.taken
    if offer.design.per_member is not None:
        mine = QuotaUse.objects.filter(quota=units, order__member=member, given_back_at=None)
        may_have = max(offer.design.per_member - (mine.aggregate(units=Sum("units"))["units"] or 0), 0)
        if quantity > may_have:
            raise GroupRefused("limit", left=may_have)
    needed = quantity if group.opened_at else quantity + group.size - 1  # nobody starts what cannot be filled
    if needed > left:
        raise GroupRefused("sold-out", left=max(left - (needed - quantity), 0))
