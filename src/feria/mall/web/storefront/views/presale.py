"""Ordering ahead: one product, its terms, where it goes, and the deposit."""

from __future__ import annotations

import uuid
from typing import Any

from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from feria.mall.catalog import api as catalog
from feria.mall.kit import api as kit
from feria.mall.members import api as members
from feria.mall.orders import api as orders
from feria.mall.stock import api as stock
from feria.mall.web.storefront.cards import art_of
from feria.mall.web.storefront.forms import AheadForm
from feria.mall.web.storefront.links import here_link, home_link, product_link
from feria.mall.web.storefront.presale_page import ahead_offer
from feria.mall.web.storefront.views.checkout import to_gateway
from feria.mall.web.storefront.visit import visit


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def order_ahead(request: HttpRequest, code: str, sku: str) -> HttpResponse:
    here = visit(request)
    offer, item = orders.presale_offer(code, sku), catalog.product(sku)
    if offer is None or item is None:
        raise Http404
    if here.member is None:
        return render(request, "storefront/no_member.html", status=403)
    if request.method != "POST":
        return _page(request, here.member, offer, item)
    form = AheadForm(request.POST)
    if not form.is_valid():
        problem = str(next(iter(form.errors.values()))[0])
        return _page(request, here.member, offer, item, problem=problem, status=422)
    return _order(request, here.member, offer, item, form.cleaned_data)


def _order(
    request: HttpRequest,
    member: members.Member,
    offer: orders.PresaleOffer,
    item: catalog.Product,
    agreed: dict[str, Any],
) -> HttpResponse:
    address = members.addresses(member).filter(pk=agreed["address"]).first()
    if address is None:
        gone = _("That address is gone. Choose another one.")
        return _page(request, member, offer, item, problem=gone, status=422)
    try:
        order = orders.order_presale(
            member, offer.design.code, item.sku, agreed["quantity"], address, str(agreed["key"])
        )
    except stock.StockShort:
        short = _("So many are not in stock any more. Order fewer.")
        return _page(request, member, offer, item, problem=short, status=409)
    except kit.KeyReused:
        changed = _("This order was changed while it was sent. Look it over and order again.")
        return _page(request, member, offer, item, problem=changed, status=409)
    except (orders.PresaleRefused, orders.CartRefused, orders.CheckoutRefused) as refused:
        return _page(request, member, offer, item, problem=str(refused), status=409)
    return to_gateway(request, order)


def _page(
    request: HttpRequest,
    member: members.Member,
    offer: orders.PresaleOffer,
    item: catalog.Product,
    problem: str = "",
    status: int = 200,
) -> HttpResponse:
    now = visit(request).now
    addresses = list(members.addresses(member))
    asked = request.POST.get("address") or request.GET.get("address")
    context = {
        "product": item,
        "art": art_of(item),
        "ahead": ahead_offer(offer, now, stock.available([item])[item.sku]),
        "now": now,
        "addresses": addresses,
        "chosen": next(
            (one for one in addresses if str(one.pk) == asked), addresses[0] if addresses else None
        ),
        "quantity": request.POST.get("quantity") or 1,
        "key": uuid.uuid4(),
        "problem": problem,
        "crumbs": [home_link(), product_link(item), here_link(_("Order ahead"))],
    }
    return render(request, "storefront/presale.html", context, status=status)
