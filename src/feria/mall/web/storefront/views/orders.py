"""A shopper's orders: the list, one order with its receipt, paying again, cancelling."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST, require_safe

from feria.mall.kit import api as kit
from feria.mall.orders import api as orders
from feria.mall.web import parts
from feria.mall.web.storefront.cards import art_of, size_of
from feria.mall.web.storefront.group_page import group_note
from feria.mall.web.storefront.order_words import note_of, order_of_this_visitor, state_badge, way
from feria.mall.web.storefront.places import place_notes
from feria.mall.web.storefront.presale_page import cancelled_words
from feria.mall.web.storefront.receipts import cart_receipt
from feria.mall.web.storefront.rush_again import rush_again
from feria.mall.web.storefront.views.checkout import to_gateway
from feria.mall.web.storefront.visit import visit

PER_PAGE = 20


@login_required
@require_safe
def orders_list(request: HttpRequest) -> HttpResponse:
    here = visit(request)
    if here.member is None:
        return render(request, "storefront/no_member.html", status=403)
    page = Paginator(orders.orders_of(here.member), PER_PAGE).get_page(request.GET.get("page"))
    rows = [
        {
            "order": row,
            "badge": state_badge(row),
            "names": _names(row),
            "note": note_of(row, here.now),
        }
        for row in page
    ]
    return render(request, "storefront/orders.html", {"rows": rows, "page": page, "empty": _no_orders()})


@login_required
@require_safe
def order(request: HttpRequest, number: str) -> HttpResponse:
    detail = orders.order_detail(order_of_this_visitor(request, number))
    found = detail.order
    clocks = kit.read_clocks()
    # The deadline runs by the database's clock; people read the mall's.
    pay_until = clocks.mall + detail.time_left
    context = {
        "order": found,
        "badge": state_badge(found),
        "steps": way(found, pay_until, clocks.mall),
        "receipt": cart_receipt(detail.quote, _("Receipt"), _total_label(detail)),
        "lines": [_line(line) for line in detail.lines],
        "prices_kept_until": _prices_kept_until(detail),
        "places": place_notes(found, detail.quote),
        "again": rush_again(visit(request), detail),
        "ahead": detail.ahead,
        "standing": detail.group,
        "group_note": group_note(detail.group, clocks.mall) if detail.group else None,
        "can_pay": detail.can_pay,
        "can_cancel": detail.can_cancel,
        "pay_until": pay_until,
        "now": clocks.mall,
    }
    return render(request, "storefront/order.html", context)


@login_required
@require_POST
def pay_again(request: HttpRequest, number: str) -> HttpResponse:
    found = order_of_this_visitor(request, number)
    return to_gateway(request, found, is_new=False)


@login_required
@require_POST
def cancel(request: HttpRequest, number: str) -> HttpResponse:
    found = order_of_this_visitor(request, number)
    try:
        cancelled = orders.cancel(found, request.user)  # type: ignore[arg-type]
    except orders.StateRefused as refused:
        messages.error(request, str(refused))
    else:
        messages.success(request, cancelled_words(cancelled))
    return HttpResponseRedirect(reverse("storefront:order", args=[number]))


def _total_label(detail: orders.OrderDetail) -> str:
    """What the receipt's sum is: of an order ahead it is never what is to be paid now."""
    labels = {"placed": _("Total") if detail.ahead else _("To pay"), "paid": _("Paid")}
    return labels.get(detail.order.state, _("Total"))


def _prices_kept_until(detail: orders.OrderDetail) -> datetime | None:
    """Until when nobody may undercut what was bought; None for an order that is not paid, or bought nothing reduced."""
    is_kept = detail.order.state == "paid" and any(line.is_price_kept for line in detail.lines)
    return detail.order.prices_kept_until if is_kept else None


def _line(line: orders.OrderLine) -> dict[str, Any]:
    return {
        "name": line.name,
        "note": size_of(line.product),
        "art": art_of(line.product),
        "url": reverse("storefront:product", args=[line.product.sku]),
        "quantity": line.quantity,
        "unit": line.unit_price,
        "payable": line.payable,
        "listed": line.listed,
    }


def _names(row: orders.Order) -> str:
    """What was bought, shortly: the first item's name and how many more."""
    lines = list(row.lines.all())
    if len(lines) == 1:
        return lines[0].name
    more = ngettext("%(name)s and %(n)s more", "%(name)s and %(n)s more", len(lines) - 1)
    return more % {"name": lines[0].name, "n": len(lines) - 1} if lines else ""


def _no_orders() -> parts.Empty:
    return parts.Empty(
        title=_("No orders yet"),
        text=_("What you order is kept here with its receipt."),
        action=parts.Link(text=_("See what is on"), url=reverse("storefront:home")),
    )
