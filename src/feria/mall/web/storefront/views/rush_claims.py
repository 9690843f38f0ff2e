"""What was claimed: its minutes to pay, where it goes, one button that orders, and the way to give it back."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST

from feria.mall.coupons import api as coupons
from feria.mall.kit import api as kit
from feria.mall.members import api as members
from feria.mall.orders import api as orders
from feria.mall.rush import api as rush
from feria.mall.stock import api as stock
from feria.mall.web import parts
from feria.mall.web.storefront.cards import art_of, size_of
from feria.mall.web.storefront.forms import AgreedForm
from feria.mall.web.storefront.receipts import cart_receipt
from feria.mall.web.storefront.rush_stage import title_of
from feria.mall.web.storefront.views.checkout import price_moved, to_gateway
from feria.mall.web.storefront.visit import visit
from feria.pricing import Quote


@never_cache
@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def claim(request: HttpRequest, code: str, key: str) -> HttpResponse:
    """Fifteen minutes to pay. Once it is ordered, the order's own page takes over."""
    here = visit(request)
    if here.member is None:
        return render(request, "storefront/no_member.html", status=403)
    found = _claim_of(here.member, code, key)
    if found is None:
        return _nothing_held(request, code)
    if (order := orders.order_of_claim(here.member, found.claimant)) is not None:
        return HttpResponseRedirect(reverse("storefront:order", args=[order.number]))
    if request.method == "POST":
        return _order(request, here.member, found, key)
    return _page(request, here.member, found, key)


@login_required
@require_POST
def give_up(request: HttpRequest, code: str, key: str) -> HttpResponse:
    here = visit(request)
    if here.member is None:
        return render(request, "storefront/no_member.html", status=403)
    try:
        orders.give_up_claim(here.member, code, key)
    except orders.ClaimRefused:
        raise Http404 from None
    messages.success(request, _("You gave it back. Somebody else can have it now."))
    return HttpResponseRedirect(reverse("storefront:rush-session", args=[code]))


def _claim_of(member: members.Member, code: str, key: str) -> stock.Claimed | None:
    """The member's own claim; anyone else's is as unknown as one that never was."""
    found = stock.claimed(rush.claimant_of(code, key))
    return found if found is not None and found.member == member.code else None


def _nothing_held(request: HttpRequest, code: str) -> HttpResponse:
    """Most likely it was sold out, and that was all the answer there is to keep."""
    if rush.session(code, visit(request).now) is None:
        raise Http404
    why = _("No claim of yours was met here. What comes back can be claimed in the session.")
    return _left(request, code, _("Nothing is held for you here"), why, status=404)


def _order(request: HttpRequest, member: members.Member, found: stock.Claimed, key: str) -> HttpResponse:
    form = AgreedForm(request.POST)
    if not form.is_valid():
        return _page(request, member, found, key, problem=_first_error(form), status=422)
    agreed = form.cleaned_data
    address = members.addresses(member).filter(pk=agreed["address"]).first()
    if address is None:
        problem = _("That address is gone. Choose another one.")
        return _page(request, member, found, key, problem=problem, status=422)
    try:
        order = orders.order_claim(member, found.session, key, address, agreed["expected_payable"])
    except orders.PriceMoved as moved:
        return _page(request, member, found, key, problem=price_moved(moved), status=409)
    except orders.ClaimRefused:
        return _page(request, member, found, key)
    except (orders.CartRefused, orders.CheckoutRefused, coupons.CouponRefused) as refused:
        return _page(request, member, found, key, problem=str(refused), status=422)
    return to_gateway(request, order)


def _page(
    request: HttpRequest,
    member: members.Member,
    found: stock.Claimed,
    key: str,
    problem: str = "",
    status: int = 200,
) -> HttpResponse:
    here = visit(request)
    addresses = list(members.addresses(member))
    asked = request.POST.get("address") or request.GET.get("address")
    chosen = next((one for one in addresses if str(one.pk) == asked), addresses[0] if addresses else None)
    session = rush.session(found.session, here.now)
    title = title_of(session) if session else found.session
    try:
        quote = orders.quote_claim(member, found.session, key, region=chosen.region if chosen else None)
    except orders.ClaimRefused as refused:
        return _gone(request, found, str(refused))
    clocks = kit.read_clocks()
    context = {
        "title": title,
        "session": found.session,
        "key": key,
        "quote": quote,
        "receipt": cart_receipt(quote, _("Your order")),
        "lines": _lines(found, quote),
        "addresses": addresses,
        "chosen": chosen,
        "problem": problem,
        # The deadline runs by the database's clock; people read the mall's.
        "pay_until": clocks.mall + (found.held_until - clocks.database),
        "now": clocks.mall,
    }
    return render(request, "storefront/rush_claim.html", context, status=status)


def _gone(request: HttpRequest, found: stock.Claimed, why: str) -> HttpResponse:
    return _left(request, found.session, _("The time to pay is over"), why, status=410)


def _left(request: HttpRequest, code: str, title: str, why: str, status: int) -> HttpResponse:
    """A claim's page that has nothing more to offer but the way back."""
    action = parts.Link(text=_("Back to the session"), url=reverse("storefront:rush-session", args=[code]))
    empty = parts.Empty(title=title, text=why, action=action)
    return render(request, "storefront/rush_gone.html", {"empty": empty}, status=status)


def _first_error(form: AgreedForm) -> str:
    if "address" in form.errors:
        return str(form.errors["address"][0])
    return _("The order could not be read. Look it over and order again.")


def _lines(found: stock.Claimed, quote: Quote) -> list[dict[str, Any]]:
    payable = {line.sku: line.payable for line in quote.lines}
    return [
        {
            "name": line.product.name,
            "note": size_of(line.product),
            "art": art_of(line.product),
            "url": reverse("storefront:product", args=[line.product.sku]),
            "quantity": line.quantity,
            "unit": line.product.listed_price,
            "payable": payable[line.product.sku],
            "listed": line.product.listed_price * line.quantity,
        }
        for line in orders.lines_of_claim(found)
    ]
