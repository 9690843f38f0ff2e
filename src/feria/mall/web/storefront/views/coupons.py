"""The coupon centre: what can be claimed, what is in the wallet."""

from __future__ import annotations

from django.contrib import messages
from django.contrib.auth.views import redirect_to_login
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from feria.mall.coupons import api as coupons
from feria.mall.web.storefront.tickets import ticket, tickets_to_claim, wallet
from feria.mall.web.storefront.views.cart import answer_in_place, is_on_cart, say
from feria.mall.web.storefront.visit import visit
from feria.mall.web.storefront.ways import way_back


@require_safe
def centre(request: HttpRequest) -> HttpResponse:
    here = visit(request)
    context = {"tickets": tickets_to_claim(here), "wallet": wallet(here) if here.member else []}
    return render(request, "storefront/coupons.html", context)


@require_POST
def claim(request: HttpRequest, code: str) -> HttpResponse:
    here = visit(request)
    back = way_back(request, reverse("storefront:coupons"))
    if here.member is None:
        to_sign_in = redirect_to_login(reverse("storefront:coupons"))
        if request.htmx:  # type: ignore[attr-defined]
            response = HttpResponse(status=204)
            response["HX-Redirect"] = to_sign_in.url
            return response
        return to_sign_in
    try:
        coupons.claim(here.member, code, here.now)
    except coupons.CouponRefused as refused:
        return _refused(request, code, str(refused), back)
    done = _("The coupon is in your wallet.")
    if is_on_cart(request):
        return answer_in_place(request, done)
    if request.htmx:  # type: ignore[attr-defined]
        return say(render(request, "storefront/parts/ticket.html", {"coupon": ticket(here, code)}), done)
    messages.success(request, done)
    return HttpResponseRedirect(back)


def _refused(request: HttpRequest, code: str, why: str, back: str) -> HttpResponse:
    if request.htmx:  # type: ignore[attr-defined]
        return render(
            request, "storefront/parts/ticket.html", {"coupon": ticket(visit(request), code, refused=why)}
        )
    messages.error(request, why)
    return HttpResponseRedirect(back)
