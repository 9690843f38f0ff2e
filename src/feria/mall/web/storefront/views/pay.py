"""The dummy gateway's page, which stands in for a bank, and the page that people come back to."""

from __future__ import annotations

from django.conf import settings
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from feria.mall.orders import api as orders
from feria.mall.web.storefront.order_words import order_of_this_visitor
from feria.mall.web.storefront.places import place_notes

ANSWERS = {"pay": "captured", "decline": "failed"}


@never_cache
@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def gateway(request: HttpRequest, gateway: str, reference: str) -> HttpResponse:
    """What the bank shows. Outside a demo there is no such bank."""
    charge = orders.dummy.charge(reference) if settings.DEMO and gateway == "dummy" else None
    if charge is None:
        raise Http404
    order_of_this_visitor(request, charge.order_number)
    answer = request.POST.get("answer", "")
    if answer in ANSWERS:
        return HttpResponseRedirect(orders.dummy.decide(reference, ANSWERS[answer]))  # type: ignore[arg-type]
    # "lose": the connection breaks at the bank; nothing is charged and nobody is sent back.
    template = "storefront/gateway_lost.html" if answer == "lose" else "storefront/gateway.html"
    return render(request, template, {"charge": charge})


@never_cache
@login_required
@require_safe
def come_back(request: HttpRequest, reference: str) -> HttpResponse:
    """Where the gateway sends people: what is known about their payment now."""
    found = orders.order_of_payment(reference)
    if found is None:
        raise Http404
    order_of_this_visitor(request, found.number)
    is_unanswered = False
    try:
        orders.confirm_return(reference)
    except orders.GatewayDown:
        is_unanswered = True
    detail = orders.order_detail(order_of_this_visitor(request, found.number))
    payment = next(one for one in detail.payments if one.reference == reference)
    context = {
        "payment": payment,
        "order": detail.order,
        "places": place_notes(detail.order, detail.quote),
        "can_pay": detail.can_pay,
        "is_waiting": detail.can_pay and payment.state == "started",
        "is_unanswered": is_unanswered,
    }
    template = "storefront/parts/payment_state.html" if request.htmx else "storefront/pay_return.html"  # type: ignore[attr-defined]
    return render(request, template, context)
