"""Buying together: a group's own page, starting one, joining one."""

from __future__ import annotations

import uuid
from collections.abc import Callable
from typing import Any
from urllib.parse import urlencode

from django.conf import settings
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from feria.mall.catalog import api as catalog
from feria.mall.coupons import api as coupons
from feria.mall.kit import api as kit
from feria.mall.members import api as members
from feria.mall.orders import api as orders
from feria.mall.stock import api as stock
from feria.mall.web.storefront.cards import art_of
from feria.mall.web.storefront.forms import AheadForm
from feria.mall.web.storefront.group_page import (
    TogetherOffer,
    missing_text,
    people_text,
    seats_of,
    share_text,
    stage_of,
    together_offer,
)
from feria.mall.web.storefront.links import here_link, home_link, product_link
from feria.mall.web.storefront.views.checkout import to_gateway
from feria.mall.web.storefront.visit import visit
from feria.mall.web.storefront.words import worded

Ordering = Callable[[members.Member, dict[str, Any], members.Address], orders.Order]


@never_cache
@require_safe
def group(request: HttpRequest, key: str) -> HttpResponse:
    """How a group stands, for whoever has its link."""
    standing = _standing(key)
    here, found = visit(request), standing.group
    mine = orders.order_in_group(here.member, found) if here.member else None
    stage = stage_of(standing)
    url, text = share_text(request, standing)
    context = {
        "standing": standing,
        "group": found,
        "title": worded(found.names, found.code),
        "product": found.product,
        "art": art_of(found.product),
        "currency": settings.CURRENCY,
        "stage": stage,
        "people": people_text(found.size),
        "missing": missing_text(standing.missing),
        "seats": seats_of(standing),
        "filled_percent": standing.paid * 100 // found.size,
        "until": here.now + standing.time_left,
        "now": here.now,
        "mine": mine,
        "alone": here.shelf.price([found.product])[found.product.sku].payable,
        "share_url": url,
        "mail_url": f"mailto:?{urlencode({'subject': text, 'body': f'{text} {url}'}).replace('+', '%20')}",
        "can_start": _can_start(found.code, here.now),
        "crumbs": [home_link(), product_link(found.product), here_link(_("Group"))],
    }
    answer = render(request, "storefront/group.html", context)
    if request.htmx and request.GET.get("was") != stage:  # type: ignore[attr-defined]
        answer["HX-Refresh"] = "true"  # the page around the state has changed as well
    return answer


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def start(request: HttpRequest, code: str) -> HttpResponse:
    """A group of one's own: what it costs, where it goes, and the payment that opens it."""
    offer = orders.group_offer(code)
    item = catalog.product(offer.design.sku) if offer else None
    if offer is None or item is None:
        raise Http404

    def order(member: members.Member, agreed: dict[str, Any], address: members.Address) -> orders.Order:
        return orders.start_group(member, code, agreed["quantity"], address, str(agreed["key"]))

    here = reverse("storefront:group-start", args=[code])
    return _serve(request, offer, item, order, {"action_url": here, "group": None})


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def join(request: HttpRequest, key: str) -> HttpResponse:
    """A place in somebody's group."""
    standing = _standing(key)
    offer = orders.group_offer(standing.group.code)
    if offer is None:
        raise Http404

    def order(member: members.Member, agreed: dict[str, Any], address: members.Address) -> orders.Order:
        return orders.join_group(member, key, agreed["quantity"], address, str(agreed["key"]))

    now = visit(request).now
    more = {
        "action_url": reverse("storefront:group-join", args=[key]),
        "group": standing.group,
        "missing": missing_text(standing.missing),
        "until": now + standing.time_left,
    }
    return _serve(request, offer, standing.group.product, order, more)


def _serve(
    request: HttpRequest,
    offer: orders.GroupOffer,
    item: catalog.Product,
    order: Ordering,
    more: dict[str, Any],
) -> HttpResponse:
    member = visit(request).member
    if member is None:
        return render(request, "storefront/no_member.html", status=403)
    if request.method != "POST":
        return _page(request, member, offer, item, more)
    form = AheadForm(request.POST)
    if not form.is_valid():
        problem = str(next(iter(form.errors.values()))[0])
        return _page(request, member, offer, item, more, problem, 422)
    address = members.addresses(member).filter(pk=form.cleaned_data["address"]).first()
    if address is None:
        gone = _("That address is gone. Choose another one.")
        return _page(request, member, offer, item, more, gone, 422)
    try:
        placed = order(member, form.cleaned_data, address)
    except stock.StockShort:
        short = _("So many are not in stock any more. Order fewer.")
        return _page(request, member, offer, item, more, short, 409)
    except orders.PriceMoved:
        moved = _("An offer was taken by others just now. Look it over and order again.")
        return _page(request, member, offer, item, more, moved, 409)
    except kit.KeyReused:
        changed = _("This order was changed while it was sent. Look it over and order again.")
        return _page(request, member, offer, item, more, changed, 409)
    except (
        orders.GroupRefused,
        orders.CartRefused,
        orders.CheckoutRefused,
        coupons.CouponRefused,
    ) as refused:
        return _page(request, member, offer, item, more, str(refused), 409)
    return to_gateway(request, placed)


def _page(
    request: HttpRequest,
    member: members.Member,
    offer: orders.GroupOffer,
    item: catalog.Product,
    more: dict[str, Any],
    problem: str = "",
    status: int = 200,
) -> HttpResponse:
    now, addresses = visit(request).now, list(members.addresses(member))
    asked = request.POST.get("address") or request.GET.get("address")
    together, refusal = _terms(request, offer, item), _refusal(more["group"], member)
    context = {
        "product": item,
        "art": art_of(item),
        "together": together,
        "price": more["group"].unit_price if more["group"] else together.price,
        "people": people_text(more["group"].size) if more["group"] else together.people,
        "now": now,
        "addresses": addresses,
        "chosen": next(
            (one for one in addresses if str(one.pk) == asked), addresses[0] if addresses else None
        ),
        "quantity": request.POST.get("quantity") or 1,
        "key": uuid.uuid4(),
        "problem": problem or refusal,
        "is_shut": bool(refusal),
        "crumbs": [home_link(), product_link(item), here_link(_("Buy together"))],
        **more,
    }
    return render(request, "storefront/group_order.html", context, status=status)


def _terms(request: HttpRequest, offer: orders.GroupOffer, item: catalog.Product) -> TogetherOffer:
    here = visit(request)
    alone = here.shelf.price([item])[item.sku].payable
    return together_offer(offer, here.now, stock.available([item])[item.sku], alone)


def _refusal(group: orders.Group | None, member: members.Member) -> str:
    """Why the member cannot join before they try; "" if they can, or there is no group to join."""
    if group is None:
        return ""
    try:
        orders.refuse_unless_joinable(group.key, member)
    except orders.GroupRefused as refused:
        return str(refused)
    return ""


def _can_start(code: str, now: Any) -> bool:
    offer = orders.group_offer(code)
    return offer is not None and offer.state(now) == "open"


def _standing(key: str) -> orders.GroupStanding:
    found = orders.group_standing(key)
    if found is None:
        raise Http404
    return found
