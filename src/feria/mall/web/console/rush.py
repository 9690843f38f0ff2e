"""The operator's view of every rush session, and of the lane that sells them."""

from __future__ import annotations

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from feria.mall.kit import api as kit
from feria.mall.rush import api as rush
from feria.mall.stock import api as stock
from feria.mall.web import switches
from feria.mall.web.access import role_required
from feria.mall.web.console.pages import page
from feria.mall.web.work import rush as watching
from feria.mall.web.work import rush_deeds

MANY_WAITING = 200
"""Claims in all lines together: more are worth a word."""


@role_required("operator", "analyst")
def sessions(request: HttpRequest) -> HttpResponse:
    """All sessions, the health of every process that takes claims, and what is turned off."""
    off = [plan for plan in switches.SWITCHES if not switches.is_on(plan.name)]
    return page(request, "rush", {"sessions": watching.sessions(), "off": off, **_lanes()})


@role_required("operator", "analyst")
def lanes(request: HttpRequest) -> HttpResponse:
    """The health alone, asked for every two seconds (htmx)."""
    return render(request, "console/rush_lanes.html", {**_lanes(), "is_again": True})


@role_required("operator", "analyst")
def session(request: HttpRequest, session: str) -> HttpResponse:
    """One session, live."""
    return page(request, "rush", _context(request, session), "rush_session")


@role_required("operator", "analyst")
def live(request: HttpRequest, session: str) -> HttpResponse:
    """The figures alone, asked for every two seconds (htmx)."""
    return render(request, "work/rush_live.html", _context(request, session))


@role_required("operator")
@require_POST
def stop(request: HttpRequest, session: str) -> HttpResponse:
    """Sell nothing more from now on."""
    _known(session)
    rush_deeds.stop(request, session)
    return redirect("console:rush-session", session=session)


@role_required("operator")
@require_POST
def extend(request: HttpRequest, session: str) -> HttpResponse:
    """Let it end at another instant."""
    _known(session)
    rush_deeds.extend(request, session)
    return redirect("console:rush-session", session=session)


@role_required("operator")
@require_POST
def add(request: HttpRequest, session: str) -> HttpResponse:
    """Set more units aside for one of its products."""
    _known(session)
    rush_deeds.add(request, session)
    return redirect("console:rush-session", session=session)


def _known(session: str) -> None:
    if not stock.RushSession.objects.filter(code=session).exists():
        raise Http404


def _context(request: HttpRequest, session: str) -> dict[str, Any]:
    found = watching.live(session, request.GET.get("trail", ""))
    if found is None:
        raise Http404
    return {
        "live": found,
        "may_steer": True,
        "currency": rush_deeds.currency(),
        "live_url": reverse("console:rush-live", args=[session]),
        "stop_url": reverse("console:rush-stop", args=[session]),
        "extend_url": reverse("console:rush-extend", args=[session]),
        "add_url": reverse("console:rush-add", args=[session]),
        "extend_form": rush_deeds.extend_form(found),
    }


def _lanes() -> dict[str, Any]:
    """The processes that take claims, each with the seconds since it said so; all in sum; and that in a sentence."""
    found, at = rush.lane_processes(), kit.database_now()
    total = rush.in_sum(found)
    return {
        "lanes": [(one, max(0, round((at - one.told_at).total_seconds()))) for one in found],
        "sum": total,
        "word": _word(total) if found else _("No process that takes claims has said anything lately."),
    }


def _word(health: rush.Health) -> str:
    if health.waiting > MANY_WAITING or health.in_room:
        return _(
            "Claims wait at the counter: the waiting room opens by itself, and switches spare the mall work."
        )
    return _("Claims are taken; nobody waits long.")
