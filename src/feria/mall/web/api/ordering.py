"""Checkout, payment and orders."""

from __future__ import annotations

from typing import Any, Literal

from django.conf import settings
from django.core.paginator import Paginator
from django.http import HttpRequest
from django.utils.translation import gettext as _
from ninja import Header, Router, Status

from feria.mall.members import api as members
from feria.mall.orders import api as orders
from feria.mall.web import access, footfall
from feria.mall.web.api import schemas
from feria.mall.web.api.auth import member_of, signed_in
from feria.mall.web.api.problems import Problem, not_found

router = Router(tags=["orders"])
PAGE = 50


@router.post("/checkout", response={201: schemas.OrderOut}, auth=signed_in)
def checkout(
    request: HttpRequest,
    wanted: schemas.CheckoutIn,
    idempotency_key: str = Header(..., min_length=8, max_length=80),
) -> Status[schemas.OrderOut]:
    """Order the cart. The same Idempotency-Key answers with the same order; stock is held until ``pay_until``."""
    member = member_of(request)
    order = orders.checkout(
        member,
        orders.cart_for(member),
        address_of(member, wanted),
        idempotency_key,
        expected_payable=wanted.expected_payable,
        channel=wanted.channel,
    )
    return placed(request, order)


@router.get("/orders", response=schemas.OrderPage, auth=signed_in)
def my_orders(request: HttpRequest, page: int = 1) -> schemas.OrderPage:
    """The member's orders, newest first."""
    pages = Paginator(orders.orders_of(member_of(request)), PAGE)
    chosen = pages.get_page(page)
    return schemas.OrderPage(
        count=pages.count, page=chosen.number, items=[shown(order) for order in chosen.object_list]
    )


@router.get("/orders/{number}", response=schemas.OrderOut, auth=signed_in)
def one_order(request: HttpRequest, number: str) -> schemas.OrderOut:
    """One of the member's orders."""
    return shown(_own(request, number))


@router.post("/orders/{number}/pay", response=schemas.PayOut, auth=signed_in)
def pay(request: HttpRequest, number: str, wanted: schemas.PayIn) -> schemas.PayOut:
    """Start a payment; send the buyer to ``redirect_url``. May be called again while the order is unpaid."""
    redirect = orders.start_payment(_own(request, number), wanted.return_url)
    return schemas.PayOut(gateway=orders.dummy.NAME, reference=redirect.reference, redirect_url=redirect.url)


@router.post("/orders/{number}/cancel", response=schemas.OrderOut, auth=signed_in)
def cancel(request: HttpRequest, number: str) -> schemas.OrderOut:
    """Cancel an order: unpaid it frees its stock, paid it is refunded."""
    order = _own(request, number)
    orders.cancel(order, by=access.signed_in(request))
    order.refresh_from_db()
    return shown(order)


@router.post("/gateways/dummy/{reference}", response={204: None}, auth=signed_in)
def decide(request: HttpRequest, reference: str, decision: schemas.DecisionIn) -> Status[None]:
    """Demo malls only: press the button on the dummy bank's page."""
    if not settings.DEMO:
        raise not_found(_("dummy gateway"))
    outcome: Literal["captured", "failed"] = "captured" if decision.outcome == "paid" else "failed"
    orders.dummy.decide(reference, outcome)
    return Status(204, None)


def _own(request: HttpRequest, number: str) -> orders.Order:
    order = orders.order_of(member_of(request), number)
    if order is None:
        raise not_found(_("order %(number)s") % {"number": number})
    return order


def address_of(member: members.Member, wanted: schemas.CheckoutIn | schemas.SeatIn) -> dict[str, Any]:
    """Where to: as written, or the saved one that is meant, or the member's first. Raises Problem."""
    if wanted.address is not None:
        return wanted.address.dict()
    saved = members.addresses(member)
    found = saved.filter(pk=wanted.address_id).first() if wanted.address_id else saved.first()
    if found is None:
        raise Problem(422, "address", _("Say where to send it: address or address_id."))
    return {field: getattr(found, field) for field in schemas.AddressIn.model_fields}


def placed(request: HttpRequest, order: orders.Order) -> Status[schemas.OrderOut]:
    """The answer to whoever has just ordered."""
    footfall.ordered(request, order.number)
    return Status(201, shown(order))


def shown(order: orders.Order) -> schemas.OrderOut:
    """An order as the API shows it."""
    lines = [
        schemas.OrderLineOut(
            sku=line.product.sku,
            name=line.name,
            shop=line.shop.code,
            quantity=line.quantity,
            unit_price=line.unit_price,
            listed=line.listed,
            payable=line.payable,
        )
        for line in order.lines.all()
    ]
    return schemas.OrderOut(
        number=order.number,
        state=order.state,
        currency=order.currency,
        listed=order.listed,
        payable=order.payable,
        placed_at=order.placed_at,
        paid_at=order.paid_at,
        pay_until=order.pay_until,
        prices_kept_until=order.prices_kept_until,
        group=order.group.key if order.group else None,
        lines=lines,
        ahead=_ahead(order),
    )


def _ahead(order: orders.Order) -> schemas.AheadOut | None:
    """How an order ahead stands: what is due of it, and when."""
    stands = orders.order_ahead(order)
    if stands is None:
        return None
    return schemas.AheadOut(
        deposit=stands.deposit,
        counts_as=stands.counts_as,
        is_deposit_paid=stands.is_deposit_paid,
        balance=stands.balance,
        is_balance_agreed=stands.is_agreed,
        is_balance_open=stands.is_balance_open,
        balance_from_at=stands.balance_from_at,
        balance_until=stands.balance_until,
    )
