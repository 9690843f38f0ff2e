"""Group buys for those who work here: every group, how it stands, what it waits for."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy

from feria.mall.kit import api as kit
from feria.mall.orders import api as orders
from feria.mall.web.work.tables import Column, as_csv, table, wants_csv


def state_name(state: str) -> str:
    return {
        orders.Group.State.OPEN: _("Running"),
        orders.Group.State.WON: _("Full"),
        orders.Group.State.FAILED: _("Not full, refunded"),
    }.get(orders.Group.State(state), state)


def _columns(shop: str | None) -> tuple[Column, ...]:
    """The table's columns: whose product it is, where that is not clear anyway."""
    shift = kit.clock_shift()
    whose = Column(
        "shop", pgettext_lazy("of a product", "Shop"), lambda row: row.product.shop.name, sort="product__shop__name"
    )  # fmt: skip
    started = Column(
        "started_at", gettext_lazy("Started"), lambda row: row.started_at, kind="time", sort="started_at"
    )  # fmt: skip
    return (
        Column(
            "group",
            gettext_lazy("Group"),
            lambda row: row.key,
            sort="key",
            link=lambda row: reverse("storefront:group", args=[row.key]),
        ),
        Column("product", gettext_lazy("Product"), lambda row: row.product.name, sort="product__name"),
        *(() if shop else (whose,)),
        Column("state", gettext_lazy("State"), lambda row: state_name(row.state), kind="state", sort="state"),
        Column("size", gettext_lazy("People"), lambda row: row.size, kind="number", sort="size"),
        Column("paid", gettext_lazy("Paid"), lambda row: row.paid, kind="number", sort="paid"),
        Column("paying", gettext_lazy("Paying"), lambda row: row.paying, kind="number", sort="paying"),
        Column("price", gettext_lazy("Price"), lambda row: row.unit_price, kind="money", sort="unit_price"),
        *((started,) if shop else ()),
        Column(
            "until",
            gettext_lazy("Until"),
            lambda row: row.closed_at or row.fill_until + shift,
            kind="time",
            sort="fill_until",
        ),
    )  # fmt: skip


def as_file(request: HttpRequest, shop: str | None = None) -> HttpResponse | None:
    """The groups as CSV, if that is what is asked for."""
    if not wants_csv(request):
        return None
    name = f"{shop}-groups" if shop else "groups"
    return as_csv(name, _columns(shop), _rows(request, shop))


def groups(request: HttpRequest, shop: str | None = None) -> dict[str, Any]:
    """What the page shows: a table of opened groups, and how many are in each state; of one shop's goods (its code)."""
    counts = orders.group_counts(shop)
    states = orders.Group.State
    return {
        "table": table(request, _columns(shop), _rows(request, shop)),
        "states": [(state.value, state_name(state)) for state in states],
        "state": request.GET.get("state", ""),
        "running": counts.get(states.OPEN, 0),
        "won": counts.get(states.WON, 0),
        "failed": counts.get(states.FAILED, 0),
    }


def _rows(request: HttpRequest, shop: str | None) -> Any:
    state = request.GET.get("state", "")
    return orders.groups(shop, state if state in orders.Group.State.values else None)
