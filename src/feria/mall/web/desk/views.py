"""Pages of the desk. Each is about one shop that the signed-in merchant works for; operators may look at any."""

from __future__ import annotations

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _

from feria.mall.campaigns import api as campaigns
from feria.mall.catalog import api as catalog
from feria.mall.kit import api as kit
from feria.mall.orders import api as ordering
from feria.mall.stock import api as stocks
from feria.mall.web import switches
from feria.mall.web.access import role_required
from feria.mall.web.desk import columns, figures
from feria.mall.web.desk.pages import of_a_shop, open_to, page
from feria.mall.web.storefront.order_words import state_name
from feria.mall.web.work import groups as watching
from feria.mall.web.work import promotions as promotion_rows
from feria.mall.web.work.frame import frame
from feria.mall.web.work.tables import as_csv, table, wants_csv


@role_required("merchant", "operator")
def choose(request: HttpRequest) -> HttpResponse:
    """Go to the shop, or choose among several."""
    shops = open_to(request)
    if len(shops) == 1:
        return redirect("desk:today", code=shops[0].code)
    work = frame(request, _("Merchant desk"), reverse("desk:home"), [])
    return render(request, "desk/choose.html", {"shops": shops, "work": work})


@of_a_shop
def today(request: HttpRequest, shop: catalog.Shop) -> HttpResponse:
    """The day's figures, and what needs doing."""
    if not switches.is_on(switches.DESK_FIGURES):
        return page(request, shop, "today", {}, "paused")
    found = figures.today(shop, kit.now())
    context = {"figures": found, "stats": figures.tiles(found, shop), "chart": figures.chart(found)}
    return page(request, shop, "today", context)


@of_a_shop
def products(request: HttpRequest, shop: catalog.Shop) -> HttpResponse:
    """The shop's products."""
    rows = catalog.goods_of_shop(shop.code, request.GET.get("query"))
    if wants_csv(request):
        return as_csv(f"{shop.code}-products", columns.PRODUCTS, rows)
    return page(request, shop, "products", {"table": table(request, columns.PRODUCTS, rows)})


@of_a_shop
def stock(request: HttpRequest, shop: catalog.Shop) -> HttpResponse:
    """What is received, held, sold and free."""
    rows = stocks.items(shop.code)
    if wants_csv(request):
        return as_csv(f"{shop.code}-stock", columns.STOCK, rows)
    short = stocks.running_short(shop.code).count()
    return page(request, shop, "stock", {"table": table(request, columns.STOCK, rows), "short": short})


@of_a_shop
def orders(request: HttpRequest, shop: catalog.Shop) -> HttpResponse:
    """Lines that were ordered from this shop."""
    rows = ordering.lines_of_shop(shop.code, state=request.GET.get("state") or None)
    if wants_csv(request):
        return as_csv(f"{shop.code}-orders", columns.ORDER_LINES, rows)
    states = [(choice.value, state_name(choice.value)) for choice in ordering.Order.State]
    context = {
        "table": table(request, columns.ORDER_LINES, rows),
        "states": states,
        "state": request.GET.get("state", ""),
    }
    return page(request, shop, "orders", context)


@of_a_shop
def groups(request: HttpRequest, shop: catalog.Shop) -> HttpResponse:
    """Groups that buy this shop's goods together: running, full and failed."""
    return watching.as_file(request, shop.code) or page(
        request, shop, "groups", watching.groups(request, shop.code)
    )


@of_a_shop
def promotions(request: HttpRequest, shop: catalog.Shop) -> HttpResponse:
    """The promotions that can reach this shop's goods, in force and to come."""
    now = kit.now()
    known = [
        promotion for document in campaigns.documents_in_force() for promotion in document.all_promotions
    ]
    reaching = [
        one for one in known if catalog.products(shop=shop.code).filter(catalog.in_scope(one.scope)).exists()
    ]
    rows = promotion_rows.rows(reaching, now, settings.CURRENCY, shop=shop.code)
    return page(request, shop, "promotions", {"promotions": rows})
