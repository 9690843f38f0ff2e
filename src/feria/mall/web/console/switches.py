"""The page of switches for bad times (R3.6): everybody who works here sees them, operators turn them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from feria.mall.kit import api as kit
from feria.mall.web.access import role_required, signed_in
from feria.mall.web.console.pages import page
from feria.mall.web.switches import SWITCHES

LATEST = 12
"""How many turns the page looks back."""


@dataclass(frozen=True, slots=True, kw_only=True)
class SwitchRow:
    """A switch as it stands; ``turned_at`` is None for one that nobody ever touched."""

    name: str
    label: str | Promise
    spares: str | Promise
    instead: str | Promise
    is_on: bool
    turned_at: datetime | None
    turned_by: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Turn:
    """One line of the trail."""

    at: datetime
    who: str
    label: str | Promise
    on: bool


@role_required("operator", "analyst")
def switches(request: HttpRequest) -> HttpResponse:
    """What can be turned off, what is, and who turned what when."""
    rows = _rows()
    off = [row for row in rows if not row.is_on]
    return page(request, "switches", {"switches": rows, "off": off, "turns": _turns()})


@role_required("operator")
@require_POST
def turn(request: HttpRequest, name: str) -> HttpResponse:
    """Turn one off, or on again; pages obey within two seconds."""
    plan = next((plan for plan in SWITCHES if plan.name == name), None)
    if plan is None:
        raise Http404
    on = request.POST.get("to") == "on"
    if kit.turn(name, on, signed_in(request)):
        said = _("%(what)s: on again.") if on else _("%(what)s: off. Every page follows within two seconds.")
        messages.success(request, said % {"what": plan.label})
    return redirect("console:switches")


def _rows() -> list[SwitchRow]:
    touched = {row.name: row for row in kit.switches()}
    rows = []
    for plan in SWITCHES:
        row = touched.get(plan.name)
        rows.append(
            SwitchRow(
                name=plan.name,
                label=plan.label,
                spares=plan.spares,
                instead=plan.instead,
                is_on=row.is_on if row else True,
                turned_at=row.turned_at if row else None,
                turned_by=str(row.turned_by or "") if row else "",
            )
        )
    return rows


def _turns() -> list[Turn]:
    labels = {plan.name: plan.label for plan in SWITCHES}
    entries = kit.trail(verb="kit.switch_turned", limit=LATEST)
    return [
        Turn(
            at=entry.done_at,
            who=str(entry.actor or ""),
            label=labels.get(entry.subject, entry.subject),
            on=bool(entry.detail.get("on")),
        )
        for entry in entries
    ]
