"""The live board's page."""

from __future__ import annotations

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from feria.mall.campaigns import api as campaigns
from feria.mall.kit import api as kit
from feria.mall.web.access import role_required, signed_in
from feria.mall.web.board.projection import snapshot_now
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
        "TIME_ZONE": settings.TIME_ZONE,
        "currency": settings.CURRENCY,
    }
    return render(request, "board/board.html", context)


def _wording() -> dict[str, str]:
    """What the script says by itself; ``%(amount)s`` and ``%(n)s`` are filled in there."""
    return {
        "to_go": _("%(amount)s to go"),
        "one_order_to_go": ngettext("%(n)s order to go", "%(n)s orders to go", 1),
        "orders_to_go": ngettext("%(n)s order to go", "%(n)s orders to go", 2),
    }
