"""The merchant's rush sessions: plan one, watch it sell, stop it, let it run longer, give it more units."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from feria.festival import NotAList
from feria.mall.campaigns import api as campaigns
from feria.mall.catalog import api as catalog
from feria.mall.kit import api as kit
from feria.mall.rush import api as rush
from feria.mall.stock import api as stock
from feria.mall.web.access import signed_in
from feria.mall.web.desk.pages import of_a_shop, page
from feria.mall.web.desk.rush_forms import (
    BaseGoods,
    SessionForm,
    goods_form,
    show_problems,
    suggested,
    wish_of,
)
from feria.mall.web.work import rush as watching
from feria.mall.web.work import rush_deeds

OFFERED = 200
"""How many of the shop's best sellers the form suggests while a SKU is typed."""


@of_a_shop
def sessions(request: HttpRequest, shop: catalog.Shop) -> HttpResponse:
    """The sessions in which the shop has goods."""
    return page(request, shop, "rush", {"sessions": watching.sessions(shop.code)})


@of_a_shop
def plan(request: HttpRequest, shop: catalog.Shop) -> HttpResponse:
    """Plan one: checked like any festival's document, units set aside at once, or nothing at all."""
    if request.method == "POST":
        form, goods = SessionForm(request.POST), goods_form(shop, request.POST)
        if form.is_valid() and goods.is_valid() and (code := _planned(request, shop, form, goods)):
            messages.success(request, _("Planned: the units are set aside."))
            return redirect("desk:rush-session", code=shop.code, session=code)
    else:
        form, goods = SessionForm(initial=suggested(kit.now())), goods_form(shop)
    offered = catalog.goods_of_shop(shop.code).order_by("sales_rank")[:OFFERED]
    context = {"form": form, "goods": goods, "offered": offered, "festivals": campaigns.documents_in_force()}
    return page(request, shop, "rush", context, "rush_plan", status=200 if request.method == "GET" else 422)


def _planned(request: HttpRequest, shop: catalog.Shop, form: SessionForm, goods: BaseGoods) -> str:
    """The new session's code; empty when it was refused, and the form says why."""
    opens_at, closes_at = form.cleaned_data["opens_at"], form.cleaned_data["closes_at"]
    try:
        return rush.plan_session(wish_of(form, goods), opens_at, closes_at, shop.code, signed_in(request))
    except campaigns.FestivalRefused as refused:
        show_problems(refused.problems, form, goods)
    except rush.NoFestivalThen as refused:
        form.add_error("opens_at", str(refused))
    except NotAList:
        form.add_error(
            None, _("The festival’s document lists its sessions in one line: ask an operator to plan yours.")
        )
    return ""


@of_a_shop
def session(request: HttpRequest, shop: catalog.Shop, session: str) -> HttpResponse:
    """One session, live."""
    return page(request, shop, "rush", _context(request, shop, session), "rush_session")


@of_a_shop
def live(request: HttpRequest, shop: catalog.Shop, session: str) -> HttpResponse:
    """The figures alone, asked for every two seconds (htmx)."""
    return render(request, "work/rush_live.html", _context(request, shop, session))


def _context(request: HttpRequest, shop: catalog.Shop, session: str) -> dict[str, Any]:
    found = watching.live(session, request.GET.get("trail", ""), shop.code)
    if found is None or not found.goods:
        raise Http404
    arguments = [shop.code, session]
    return {
        "live": found,
        "may_steer": watching.is_all_of(_row(session), shop.code),
        "currency": rush_deeds.currency(),
        "live_url": reverse("desk:rush-live", args=arguments),
        "stop_url": reverse("desk:rush-stop", args=arguments),
        "extend_url": reverse("desk:rush-extend", args=arguments),
        "add_url": reverse("desk:rush-add", args=arguments),
        "extend_form": rush_deeds.extend_form(found),
    }


def _row(session: str) -> stock.RushSession:
    row = stock.RushSession.objects.filter(code=session).first()
    if row is None:
        raise Http404
    return row


def _steered(shop: catalog.Shop, session: str) -> None:
    """404 unless everything in the session is the shop's own."""
    row = _row(session)
    if not watching.is_all_of(row, shop.code) or not watching.skus_of(row, shop.code):
        raise Http404


@require_POST
@of_a_shop
def stop(request: HttpRequest, shop: catalog.Shop, session: str) -> HttpResponse:
    """Sell nothing more from now on."""
    _steered(shop, session)
    rush_deeds.stop(request, session)
    return redirect("desk:rush-session", code=shop.code, session=session)


@require_POST
@of_a_shop
def extend(request: HttpRequest, shop: catalog.Shop, session: str) -> HttpResponse:
    """Let it end at another instant."""
    _steered(shop, session)
    rush_deeds.extend(request, session)
    return redirect("desk:rush-session", code=shop.code, session=session)


@require_POST
@of_a_shop
def add(request: HttpRequest, shop: catalog.Shop, session: str) -> HttpResponse:
    """Set more units of one of the shop's own products aside."""
    if request.POST.get("sku") not in watching.skus_of(_row(session), shop.code):
        raise Http404
    rush_deeds.add(request, session)
    return redirect("desk:rush-session", code=shop.code, session=session)
