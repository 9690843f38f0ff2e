"""The live board's page, and what it is compared with."""

from __future__ import annotations

from itertools import groupby

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from feria.mall.campaigns import api as campaigns
from feria.mall.kit import api as kit
from feria.mall.web import switches
from feria.mall.web.access import role_required, signed_in
from feria.mall.web.board import against
from feria.mall.web.board.projection import snapshot_now
from feria.mall.web.board.stage import stage_at
from feria.mall.web.board.tickets import ticket_for
from feria.mall.web.work.moments import showing


@role_required("operator", "analyst")
def board(request: HttpRequest) -> HttpResponse:
    """The page; it draws the present snapshot at once and then follows the stream."""
    now = kit.now()
    context = {
        "snapshot": snapshot_now(),
        "ticket": ticket_for(signed_in(request).pk),
        "showing": showing(campaigns.current(now)),
        "now": now,
        "wording": _wording(),
        "ranks": _ranks(),
        "TIME_ZONE": settings.TIME_ZONE,
        "currency": settings.CURRENCY,
        **_comparison(request),
    }
    return render(request, "board/board.html", context)


@role_required("operator", "analyst")
def compared(request: HttpRequest) -> HttpResponse:
    """The curve of the stretch chosen by ``with``, for the page to lay beside its own."""
    if not switches.is_on(switches.BOARD):
        return JsonResponse({}, status=503)
    found = against.against(request.GET.get("with", ""), stage_at(kit.now()))
    if found is None:
        raise Http404
    return JsonResponse(found.shown())


def _comparison(request: HttpRequest) -> dict[str, object]:
    """The choices, and the one the address asks for; without a word about it, the likeliest."""
    if not switches.is_on(switches.BOARD):
        return {"groups": [], "against": None}
    stage = stage_at(kit.now())
    offered = against.choices(stage)
    asked = request.GET.get("with", offered[0].key if offered else "")
    chosen = against.against(asked, stage) if asked else None
    groups = [(name, list(rows)) for name, rows in groupby(offered, key=lambda one: one.group)]
    return {"groups": groups, "against": chosen.shown() if chosen else None}


def _ranks() -> list[list[tuple[str, int, int, str]]]:
    """The rankings in two columns: its name in the snapshot, rows shown on a low and on a tall screen, its heading."""
    return [
        [("categories", 6, 8, _("Categories")), ("shops", 6, 8, _("Shops"))],
        [
            ("products", 5, 7, _("Products")),
            ("regions", 4, 5, _("Regions")),
            ("channels", 3, 3, _("Channels")),
        ],
    ]


def _wording() -> dict[str, str]:
    """What the script says by itself; what stands in ``%(...)s`` is filled in there."""
    return {
        "to_go": _("%(amount)s to go"),
        "one_order_to_go": ngettext("%(n)s order to go", "%(n)s orders to go", 1),
        "orders_to_go": ngettext("%(n)s order to go", "%(n)s orders to go", 2),
        "ahead": _("%(percent)s ahead of %(name)s at %(at)s"),
        "behind": _("%(percent)s behind %(name)s at %(at)s"),
        "level": _("level with %(name)s at %(at)s"),
        "nothing_then": _("%(name)s had sold nothing by %(at)s"),
        "then": _("%(amount)s by then · orders: %(orders)s"),
        "then_at": _("then %(at)s"),
        "not_then": _("not reached then"),
        "peak": _("most: %(n)s at %(at)s"),
        "now": _("now"),
        "nothing_sold": _("Nothing sold yet"),
        "channel_web": _("The shop’s pages"),
        "channel_api": _("HTTP API"),
        "channel_drive": _("Simulated shoppers"),
    }
