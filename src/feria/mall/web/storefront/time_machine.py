"""The staff's time machine: where the demo mall's clock stands, and the instants worth jumping to."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.utils.translation import gettext as _

from feria.festival import Document
from feria.mall.campaigns import api as campaigns
from feria.mall.kit import api as kit
from feria.mall.web.storefront.visit import Visit
from feria.mall.web.storefront.words import worded

JUST_INSIDE = timedelta(minutes=1)
"""A jump lands a little after a phase begins, so that what it opens is open."""


@dataclass(frozen=True, kw_only=True)
class Jump:
    """A button of the time machine."""

    name: str
    to: datetime
    is_here: bool


@dataclass(frozen=True, kw_only=True)
class TimeMachine:
    now: datetime
    is_shifted: bool
    festival: str
    jumps: list[Jump]


def time_machine(visit: Visit) -> TimeMachine | None:
    """None for everyone but a demo mall's operators."""
    if not visit.may_move_clock:
        return None
    documents = [visit.current.document] if visit.current else list(campaigns.documents_in_force())
    document = documents[0] if documents else None
    return TimeMachine(
        now=visit.now,
        is_shifted=bool(kit.clock_shift()),
        festival=worded(document.names) if document else _("No festival is applied"),
        jumps=_jumps(document, visit.now) if document else [],
    )


def _jumps(document: Document, now: datetime) -> list[Jump]:
    """One jump for each phase, or for each of its periods where it has some."""
    stretches = [part for phase in document.phases for part in (phase.periods or (phase,))]
    return [
        Jump(
            name=worded(part.names, part.id),
            to=part.start_at + JUST_INSIDE,
            is_here=part.start_at <= now < part.end_at,
        )
        for part in stretches
    ]
