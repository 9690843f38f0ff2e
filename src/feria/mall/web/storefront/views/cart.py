"""The cart: what is in it, what it costs and why, changed in place."""

from __future__ import annotations

import json

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from feria.mall.catalog import api as catalog
from feria.mall.orders import api as orders
from feria.mall.stock import api as stock
from feria.mall.web.storefront.cart_page import cart_page
from feria.mall.web.storefront.forms import QuantityForm
from feria.mall.web.storefront.visit import visit
from feria.mall.web.storefront.ways import way_back


@require_safe
def cart(request: HttpRequest) -> HttpResponse:
    return render(request, "storefront/cart.html", {"cart": cart_page(visit(request))})


@require_POST
def add(request: HttpRequest) -> HttpResponse:
    """Put units of a product into the cart, on top of those in it; from any page."""
    product = catalog.product(request.POST.get("sku", ""))
    if product is None:
        raise Http404
    form = QuantityForm(request.POST)
    if not form.is_valid():
        return _said(request, str(form.errors["quantity"][0]), status=422)
    here = visit(request)
    try:
        orders.add(here.cart_to_fill(), product.sku, form.cleaned_data["quantity"])
    except orders.CartRefused as refused:
        return _said(request, str(refused), status=422)
    here.forget_cart()
    return _said(request, _("%(name)s is in your cart.") % {"name": product.name})


@require_POST
def change(request: HttpRequest, sku: str) -> HttpResponse:
    """Set a line's quantity; 0 takes it out."""
    here = visit(request)
    form = QuantityForm(request.POST, least=0)
    if not form.is_valid():
        return _answer(request, {sku: str(form.errors["quantity"][0])}, status=422)
    if here.cart is not None:
        try:
            _set(here.cart, sku, form.cleaned_data["quantity"])
        except orders.CartRefused as refused:
            return _answer(request, {sku: str(refused)}, status=422)
    return _answer(request)


def _set(cart: orders.Cart, sku: str, quantity: int) -> None:
    if quantity:
        orders.set_quantity(cart, sku, quantity)
    else:
        orders.remove(cart, sku)


@require_POST
def remove(request: HttpRequest, sku: str) -> HttpResponse:
    here = visit(request)
    if here.cart is not None:
        orders.remove(here.cart, sku)
    return _answer(request)


@require_POST
def settle(request: HttpRequest) -> HttpResponse:
    """Lower the named lines to what is left of each, take out what is gone, and go on to checkout."""
    here = visit(request)
    named = set(request.POST.getlist("sku"))
    lines = [line for line in here.cart_lines if line.product.sku in named]
    left = stock.available([line.product for line in lines])
    for line in lines:
        _set(line.cart, line.product.sku, min(line.quantity, left[line.product.sku]))
    return HttpResponseRedirect(reverse("storefront:checkout"))


@require_POST
def select(request: HttpRequest, sku: str) -> HttpResponse:
    """Let a line take part in the order, or wait for another time."""
    here = visit(request)
    if here.cart is not None:
        orders.select(here.cart, sku, "selected" in request.POST)
    return _answer(request)


def is_on_cart(request: HttpRequest) -> bool:
    """Whether htmx asks from the cart's own page, which then shows the whole cart anew."""
    return bool(request.htmx) and request.htmx.current_url_abs_path == reverse("storefront:cart")  # type: ignore[attr-defined]


def answer_in_place(request: HttpRequest, text: str) -> HttpResponse:
    """The whole cart anew, whatever on its page was pressed, and a word about it."""
    response = _answer(request)
    response["HX-Retarget"], response["HX-Reswap"] = "#cart", "outerHTML"
    return say(response, text)


def say(response: HttpResponse, text: str) -> HttpResponse:
    """Let the page show a passing word."""
    response["HX-Trigger"] = json.dumps({"feria:toast": {"text": text}})
    return response


def _answer(request: HttpRequest, problems: dict[str, str] | None = None, status: int = 200) -> HttpResponse:
    """The cart again: the part of the page that changed, or the whole page to those without script."""
    here = visit(request)
    here.forget_cart()
    context = {"cart": cart_page(here, problems), "oob": True}
    if request.htmx:  # type: ignore[attr-defined]
        return render(request, "storefront/parts/cart_answer.html", context, status=status)
    if problems:
        return render(request, "storefront/cart.html", context, status=status)
    return HttpResponseRedirect(reverse("storefront:cart"))


def _said(request: HttpRequest, text: str, status: int = 200) -> HttpResponse:
    """A word about what was added, and the frame's new figures."""
    if is_on_cart(request) and status == 200:
        return answer_in_place(request, text)
    if request.htmx:  # type: ignore[attr-defined]
        return say(render(request, "storefront/parts/frame_figures.html", {"oob": True}, status=status), text)
    messages.add_message(request, messages.INFO if status == 200 else messages.ERROR, text)
    return HttpResponseRedirect(way_back(request, reverse("storefront:cart")))
