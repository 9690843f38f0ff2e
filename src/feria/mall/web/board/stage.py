"""What the board is counting: the running phase, or the day."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime, timedelta

from django.utils import timezone

from feria.festival import Milestone
from feria.mall.campaigns import api as campaigns

DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True, kw_only=True)
class Stage:
    """From when until when (None: open), of which festival and kind of phase, with which milestones.

    ``moment`` tells phases and periods apart; a new period alone goes on with the same count.
    """

    since_at: datetime
    until_at: datetime | None
    milestones: tuple[Milestone, ...] = ()
    festival: str = ""
    kind: str = ""
    moment: str = field(default="", compare=False)

    @property
    def length(self) -> timedelta:
        """How long it lasts; a stage without an end is a day."""
        return self.until_at - self.since_at if self.until_at else DAY


def stage_at(now: datetime) -> Stage:
    """The running phase of the festival, or, when there is none, the day in the mall's time zone."""
    current = campaigns.current(now)
    if current is None or current.moment.phase is None:
        midnight = timezone.localtime(now).replace(hour=0, minute=0, second=0, microsecond=0)
        return Stage(since_at=midnight, until_at=None)
    phase, period = current.moment.phase, current.moment.period
    return Stage(
        since_at=phase.start_at,
        until_at=phase.end_at,
        milestones=current.document.milestones,
        festival=current.code,
        kind=str(phase.kind),
        moment=f"{phase.id}/{period.id}" if period else phase.id,
    )
