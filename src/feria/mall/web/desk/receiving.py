"""Booking goods in: what was delivered, came back, or was counted otherwise than the books say."""

from __future__ import annotations

from typing import Any
from uuid import uuid4

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from django.views.decorators.http import require_http_methods

from feria.mall.catalog import api as catalog
from feria.mall.kit import api as kit
from feria.mall.stock import api as stock
from feria.mall.web.access import signed_in
from feria.mall.web.desk.pages import of_a_shop, page

LESS = "counted-less"
OFFERED = 200
"""So many of the shop's products are proposed while one types; any of them can be typed."""


class ReceiveForm(forms.Form):
    """How many of what, and why."""

    sku = forms.CharField(
        label=gettext_lazy("Product (SKU)"),
        max_length=32,
        widget=forms.TextInput(attrs={"list": "skus", "autocomplete": "off"}),
    )
    units = forms.IntegerField(label=gettext_lazy("Units"), min_value=1, max_value=1_000_000)
    reason = forms.ChoiceField(
        label=gettext_lazy("What happened"),
        choices=[
            ("delivery", gettext_lazy("Delivered")),
            ("return", gettext_lazy("Came back from a buyer")),
            ("counted-more", gettext_lazy("Counted more than the books say")),
            (LESS, gettext_lazy("Counted less than the books say")),
        ],
    )
    key = forms.CharField(max_length=32, widget=forms.HiddenInput)  # pressed twice, it is booked once


@require_http_methods(["GET", "HEAD", "POST"])
@of_a_shop
def receive(request: HttpRequest, shop: catalog.Shop) -> HttpResponse:
    """The form, and what it asks for."""
    if request.method != "POST":
        return _page(request, shop, ReceiveForm(initial={"key": uuid4().hex}))
    form = ReceiveForm(request.POST)
    if form.is_valid() and _book_in(request, shop, form):
        return redirect("desk:stock", code=shop.code)
    return _page(request, shop, form, status=422)


def _book_in(request: HttpRequest, shop: catalog.Shop, form: ReceiveForm) -> bool:
    """False, with the form saying why, where it cannot be."""
    asked: dict[str, Any] = form.cleaned_data
    item = catalog.goods_of_shop(shop.code).filter(sku=asked["sku"]).first()
    if item is None:
        form.add_error("sku", _("Your shop has no product of this SKU."))
        return False
    units = -asked["units"] if asked["reason"] == LESS else asked["units"]
    try:
        free = stock.book_in(item, units, asked["reason"], signed_in(request), asked["key"])
    except stock.BelowClaims as refused:
        form.add_error("units", str(refused))
        return False
    except kit.KeyReused:
        form.add_error(None, _("This was booked in already. Open the page anew to book in more."))
        return False
    said = ngettext("%(name)s: %(n)d unit is free now.", "%(name)s: %(n)d units are free now.", free)
    messages.success(request, said % {"name": item.name, "n": free})
    return True


def _page(request: HttpRequest, shop: catalog.Shop, form: ReceiveForm, status: int = 200) -> HttpResponse:
    context = {"form": form, "offered": catalog.goods_of_shop(shop.code)[:OFFERED]}
    return page(request, shop, "stock", context, "stock_receive", status=status)
