"""Checkout: where it goes, what it costs (the server's own quote), and one button that orders once."""

from __future__ import annotations

import uuid
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods

from feria.mall.catalog import api as catalog
from feria.mall.coupons import api as coupons
from feria.mall.kit import api as kit
from feria.mall.members import api as members
from feria.mall.orders import api as orders
from feria.mall.stock import api as stock
from feria.mall.web import footfall
from feria.mall.web.money import money_text
from feria.mall.web.storefront.cards import art_of, size_of
from feria.mall.web.storefront.forms import CheckoutForm
from feria.mall.web.storefront.places import race_notes
from feria.mall.web.storefront.receipts import cart_receipt
from feria.mall.web.storefront.visit import visit
from feria.pricing import Quote


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def checkout(request: HttpRequest) -> HttpResponse:
    here = visit(request)
    if here.member is None:
        return render(request, "storefront/no_member.html", status=403)
    if request.method != "POST":
        return _page(request, here.member)
    form = CheckoutForm(request.POST)
    if not form.is_valid():
        return _page(request, here.member, problem=_first_error(form), status=422)
    return _order(request, here.member, form.cleaned_data)


def _order(request: HttpRequest, member: members.Member, agreed: dict[str, Any]) -> HttpResponse:
    here = visit(request)
    address = members.addresses(member).filter(pk=agreed["address"]).first()
    if address is None:
        return _page(request, member, problem=_("That address is gone. Choose another one."), status=422)
    assert here.cart is not None  # noqa: S101 - a member always has one
    try:
        order = orders.checkout(member, here.cart, address, str(agreed["key"]), agreed["expected_payable"])
    except orders.PriceMoved as moved:
        return _page(request, member, problem=price_moved(moved), status=409)
    except stock.StockShort as short:
        return _page(request, member, shortages=_shortages(short.items), status=409)
    except orders.EmptyCart:
        return HttpResponseRedirect(reverse("storefront:cart"))
    except kit.KeyReused:
        changed = _("This order was changed while it was sent. Look it over and order again.")
        return _page(request, member, problem=changed, status=409)
    except (orders.CartRefused, orders.CheckoutRefused, coupons.CouponRefused) as refused:
        return _page(request, member, problem=str(refused), status=422)
    return to_gateway(request, order)


def to_gateway(request: HttpRequest, order: orders.Order, *, is_new: bool = True) -> HttpResponse:
    """Send the shopper to pay; the gateway sends them back to the return page. Nothing to pay: to the order."""
    if is_new:
        footfall.ordered(request, order.number)
    to_order = HttpResponseRedirect(reverse("storefront:order", args=[order.number]))
    back = request.build_absolute_uri(reverse("storefront:pay-return", args=["REFERENCE"]))
    try:
        return HttpResponseRedirect(orders.start_payment(order, back.replace("REFERENCE", "{reference}")).url)
    except orders.StateRefused as refused:
        if order.state != orders.Order.State.PAID:
            messages.error(request, str(refused))
    except orders.PresaleRefused as refused:
        messages.error(request, str(refused))
    except orders.PriceMoved:
        messages.error(
            request, _("An offer was taken by others just now. Look at the balance and pay again.")
        )
    except coupons.CouponRefused:
        messages.error(
            request, _("A coupon was used by another order just now. Look at the balance and pay again.")
        )
    except orders.GatewayDown:
        messages.error(
            request, _("The bank does not answer. Your order is kept: try to pay again in a minute.")
        )
    return to_order


def _page(
    request: HttpRequest,
    member: members.Member,
    problem: str = "",
    shortages: list[dict[str, Any]] | None = None,
    status: int = 200,
) -> HttpResponse:
    here = visit(request)
    here.forget_cart()
    addresses = list(members.addresses(member))
    asked = request.POST.get("address") or request.GET.get("address")
    chosen = next((one for one in addresses if str(one.pk) == asked), addresses[0] if addresses else None)
    if here.cart is None or not any(line.is_selected for line in here.cart_lines):
        return HttpResponseRedirect(reverse("storefront:cart"))
    quote = orders.quote_cart(here.cart, here.now, region=chosen.region if chosen else None)
    context = {
        "quote": quote,
        "receipt": cart_receipt(quote, _("Your order")),
        "lines": _lines(here.cart_lines, quote),
        "places": race_notes(quote, here.now),
        "addresses": addresses,
        "chosen": chosen,
        "key": uuid.uuid4(),
        "problem": problem,
        "shortages": shortages or [],
    }
    return render(request, "storefront/checkout.html", context, status=status)


def _lines(lines: list[orders.CartLine], quote: Quote) -> list[dict[str, Any]]:
    payable = {line.sku: line.payable for line in quote.lines}
    return [
        {
            "name": line.product.name,
            "note": size_of(line.product),
            "art": art_of(line.product),
            "quantity": line.quantity,
            "unit": line.product.listed_price,
            "payable": payable[line.product.sku],
            "listed": line.product.listed_price * line.quantity,
        }
        for line in lines
        if line.product.sku in payable
    ]


def _shortages(items: list[stock.Short]) -> list[dict[str, Any]]:
    """Which items ran out, what is left of each; the rest of the order stays as it is."""
    products = catalog.products_by_sku([item.sku for item in items])
    return [
        {
            "sku": item.sku,
            "has": item.has,
            "text": _short_text(products[item.sku].name, item),
        }
        for item in items
    ]


def _short_text(name: str, item: stock.Short) -> str:
    if item.has <= 0:
        return _("%(name)s has just sold out.") % {"name": name}
    return ngettext(
        "%(name)s: only %(n)s is left, you asked for %(wants)s.",
        "%(name)s: only %(n)s are left, you asked for %(wants)s.",
        item.has,
    ) % {"name": name, "n": item.has, "wants": item.wants}


def price_moved(moved: orders.PriceMoved) -> str:
    """An offer began or ended while the page was open."""
    amounts = {"old": money_text(moved.old, moved.currency), "new": money_text(moved.new, moved.currency)}
    return (
        _("The total changed from %(old)s to %(new)s while this page was open. Look it over and order again.")
        % amounts
    )


def _first_error(form: CheckoutForm) -> str:
    if "address" in form.errors:
        return str(form.errors["address"][0])
    return _("The order could not be read. Look it over and order again.")
