"""From a claim in a rush session to an order: the units are held already, the price is the session's (R3.2, R3.4)."""

from __future__ import annotations

from collections.abc import Mapping

from django.db import IntegrityError, transaction

from feria.mall.campaigns.api import one_look
from feria.mall.catalog.api import products_by_sku
from feria.mall.kit.api import Reading, database_now, now, read_clocks
from feria.mall.members.api import Address, Member
from feria.mall.orders.agreeing import agree
from feria.mall.orders.errors import ClaimRefused, PriceMoved
from feria.mall.orders.ledger import check_balance, sale_entries
from feria.mall.orders.models import CartLine, Order
from feria.mall.orders.placing import (
    buyable,
    destination_of,
    spend_coupons,
    write_lines,
    write_order,
)
from feria.mall.orders.quoting import till_of_claim
from feria.mall.orders.transitions import become_paid, become_placed
from feria.mall.rush.api import claimant_of, plan_of_session
from feria.mall.stock.api import Claimed, claimed, locked_claim, release
from feria.pricing import Quote


def quote_claim(member: Member, session: str, key: str, region: str | None = None) -> Quote:
    """What the claimed units cost now, with the coupons in the member's wallet. Raises ClaimRefused."""
    claim = _checked(member, claimed(claimant_of(session, key)))
    return till_of_claim(member, session, now(), region).quote(lines_of_claim(claim))


def order_claim(
    member: Member,
    session: str,
    key: str,
    address: Address | Mapping[str, str],
    expected_payable: int | None = None,
    channel: str = "web",
) -> Order:
    """Order what was claimed: it stays held under the claim's name, until the claim's deadline.

    Asked twice it answers the same order, whatever became of that. ``expected_payable`` is the total the shopper saw.
    Raises ClaimRefused, PriceMoved, CheckoutRefused, CartRefused (a product is not on sale any more);
    CouponRefused when a coupon was spent meanwhile.
    """
    claimant = claimant_of(session, key)
    if (order := order_of_claim(member, claimant)) is not None:
        return order
    destination = destination_of(address)
    try:
        with transaction.atomic():
            return _place(member, claimant, destination, expected_payable, channel)
    except IntegrityError:  # ordered at the same moment from another page
        if (order := order_of_claim(member, claimant)) is None:
            raise
        return order


def give_up_claim(member: Member, session: str, key: str) -> bool:
    """The member does not want it after all: the units go to the others at once. False if nothing was held any more.

    Raises ClaimRefused for a claim that is not theirs. An order that was made of it is cancelled like any other.
    """
    claimant = claimant_of(session, key)
    with transaction.atomic():
        claim = locked_claim(claimant) or claimed(claimant)
        if claim is None or claim.member != member.code:
            raise ClaimRefused("unknown")
        if claim.state != "held" or order_of_claim(member, claimant) is not None:
            return False
        return bool(release(claimant))


def order_of_claim(member: Member, claimant: str) -> Order | None:
    """The order that the member made of a claim."""
    return Order.objects.select_related("member").filter(claimant=claimant, member=member).first()


def lines_of_claim(claim: Claimed) -> list[CartLine]:
    """What was claimed as lines of a cart that nobody keeps."""
    products = products_by_sku(list(claim.units))
    return [CartLine(product=products[sku], quantity=units) for sku, units in claim.units.items()]


@one_look()
def _place(
    member: Member, claimant: str, destination: dict[str, str], expected_payable: int | None, channel: str
) -> Order:
    claim = _checked(member, claimed(claimant))
    lines = buyable(lines_of_claim(claim))
    clocks = read_clocks()
    served = till_of_claim(member, claim.session, clocks.mall, destination["region"], channel)
    agreed = agree(served, lines, member)  # places are locked before stock, as everywhere
    claim = _checked(member, locked_claim(claimant) or claimed(claimant))
    quote = agreed.quote
    if expected_payable is not None and expected_payable != quote.payable:
        raise PriceMoved(expected_payable, quote.payable, quote.currency)
    check_balance("sale", sale_entries(quote, {line.product.sku: line.product.shop.code for line in lines}))
    order = _write(member, claim, quote, clocks, destination, channel)
    write_lines(order, lines, quote)
    agreed.take_places(order)
    become_placed(order)
    if order.payable == 0:
        become_paid(order)
    spend_coupons(order, quote, clocks.mall)
    return order


def _write(
    member: Member,
    claim: Claimed,
    quote: Quote,
    clocks: Reading,
    destination: dict[str, str],
    channel: str,
) -> Order:
    plan = plan_of_session(claim.session)
    return write_order(
        member,
        quote,
        clocks,
        destination,
        channel,
        claimant=claim.claimant,
        pay_until=claim.held_until,
        festival=plan.document if plan else None,
    )


def _checked(member: Member, claim: Claimed | None) -> Claimed:
    """The member's own claim, still held. A claim of somebody else is as unknown as one that never was."""
    if claim is None or claim.member != member.code:
        raise ClaimRefused("unknown")
    if claim.state == "released" or database_now() >= claim.held_until:
        raise ClaimRefused("lapsed")
    return claim
