"""Ordering ahead: like a checkout of one product, of which only the deposit is due now."""

from __future__ import annotations

from collections.abc import Mapping

from django.db import transaction
from django.db.models import Sum

from feria.mall.campaigns.api import one_look
from feria.mall.catalog.api import Product, product
from feria.mall.kit.api import Reading, answered_once, read_clocks
from feria.mall.members.api import Address, Member
from feria.mall.orders.carts import is_sellable
from feria.mall.orders.due import PRESALE
from feria.mall.orders.errors import CartRefused, CheckoutRefused, LineProblem
from feria.mall.orders.ledger import check_balance, sale_entries
from feria.mall.orders.models import CartLine, Order, PresaleOrder, Quota, QuotaUse
from feria.mall.orders.placing import LONGEST_KEY, destination_of, write_lines, write_order
from feria.mall.orders.presale.errors import PresaleRefused
from feria.mall.orders.presale.offers import PresaleOffer, presale_offer
from feria.mall.orders.presale.pricing import till_of_deposit
from feria.mall.orders.quotas import lock, take
from feria.mall.orders.rules import quantity_problem
from feria.mall.orders.transitions import become_placed
from feria.mall.stock.api import hold
from feria.pricing import Quote


def quote_presale(member: Member | None, offer: PresaleOffer, item: Product, quantity: int) -> Quote:
    """What so many units cost in all, before what the main day takes off."""
    served = till_of_deposit(member, offer, read_clocks().mall)
    return served.quote([CartLine(product=item, quantity=quantity)])


def order_presale(
    member: Member,
    code: str,
    sku: str,
    quantity: int,
    address: Address | Mapping[str, str],
    key: str,
    channel: str = "web",
) -> Order:
    """Order units of a presale's product: they are held, and the deposit is due within the usual time to pay.

    The same ``key`` again answers the same order. Raises PresaleRefused, CartRefused, StockShort, CheckoutRefused,
    KeyReused.
    """
    if not 1 <= len(key) <= LONGEST_KEY:
        raise CheckoutRefused("key")
    destination = destination_of(address)
    asked = {"code": code, "sku": sku, "quantity": quantity, "address": destination, "channel": channel}
    answer = answered_once(
        f"member:{member.pk}",
        "presale",
        key,
        asked,
        lambda: {"number": _place(member, code, sku, quantity, destination, channel)},
    )
    return Order.objects.select_related("member").get(number=answer["number"])


@transaction.atomic
@one_look()
def _place(
    member: Member, code: str, sku: str, quantity: int, destination: dict[str, str], channel: str
) -> str:
    clocks = read_clocks()
    offer, item = _open_offer(code, sku, clocks), product(sku)
    problem = quantity_problem(sku, quantity)
    if item is None or not is_sellable(item):
        problem = LineProblem(line=sku, sku=sku, code="not-on-sale")
    if problem or item is None:
        raise CartRefused([problem] if problem else [])
    quota = lock({offer.quota: offer.limit})[offer.quota]
    check_limits(member, offer, quota, quantity)
    lines = [CartLine(product=item, quantity=quantity)]
    quote = till_of_deposit(member, offer, clocks.mall, destination["region"]).quote(lines)
    check_balance("sale", sale_entries(quote, {sku: item.shop.code}))
    order = write_order(member, quote, clocks, destination, channel, way=PRESALE, festival=offer.document)
    write_lines(order, lines, quote)
    take(quota, order, quantity)
    hold(order.number, {sku: quantity}, order.pay_until)
    _keep_terms(order, offer, quantity)
    become_placed(order)
    return order.number


def _open_offer(code: str, sku: str, clocks: Reading) -> PresaleOffer:
    offer = presale_offer(code, sku)
    if offer is None:
        raise PresaleRefused("unknown")
    state = offer.state(clocks.mall)
    if state == "to come":
        raise PresaleRefused("not-yet", at=offer.design.deposit.start_at)
    if state == "over":
        raise PresaleRefused("over")
    return offer


def check_limits(member: Member, offer: PresaleOffer, quota: Quota, quantity: int) -> None:
    """The quota is locked: what is left of it, and what the member has of it, cannot change meanwhile (R3.3)."""
    left = quota.limit - quota.taken
    if offer.good.per_member is not None:
        mine = QuotaUse.objects.filter(quota=quota, order__member=member, given_back_at=None)
        may_have = offer.good.per_member - (mine.aggregate(units=Sum("units"))["units"] or 0)
        if quantity > may_have:
            raise PresaleRefused("limit", left=max(may_have, 0))
    if quantity > left:
        raise PresaleRefused("sold-out", left=left)


def _keep_terms(order: Order, offer: PresaleOffer, quantity: int) -> PresaleOrder:
    terms = offer.good.terms
    return PresaleOrder.objects.create(
        order=order,
        code=offer.design.code,
        names=dict(offer.design.names),
        funders=[[funder.who, funder.bps] for funder in offer.design.funders],
        unit_price=terms.total,
        deposit=terms.deposit * quantity,
        counts_as=terms.counts_as * quantity,
        balance_from_at=offer.design.balance.start_at,
        balance_until=offer.design.balance.end_at,
    )
