"""How each process that takes claims is: it tells so itself every few seconds, for those who run the sale.

Figures: no claim waits for them, and a process that says nothing any more is left out after some seconds.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from datetime import timedelta

from feria.mall.kit.api import database_now
from feria.mall.rush.models import LaneProcess

SILENT_AFTER = timedelta(seconds=10)
FORGOTTEN_AFTER = timedelta(hours=1)


@dataclass(frozen=True, kw_only=True)
class Health:
    """Of one process, or of all: the teller's line, the pace of late, claims served since the start, and the waiting room."""

    waiting: int = 0
    pace_ms: float = 0.0
    served: int = 0
    in_room: int = 0
    valkey: str = "none"  # or "up", "down"


def report_in(name: str, health: Health) -> None:
    """Say how the process of that name is now. The first time, rows of those long gone are taken away."""
    at, figures = database_now(), asdict(health)
    if not LaneProcess.objects.filter(name=name).update(**figures, told_at=at):
        LaneProcess.objects.filter(told_at__lt=at - FORGOTTEN_AFTER).delete()
        LaneProcess.objects.create(name=name, **figures, told_at=at)


def lane_processes() -> list[LaneProcess]:
    """Those that said something lately, by name."""
    heard = LaneProcess.objects.filter(told_at__gt=database_now() - SILENT_AFTER)
    return list(heard.order_by("name"))


def in_sum(processes: Sequence[LaneProcess]) -> Health:
    """All together; the pace is the slowest one's, and Valkey is up when it is for everybody."""
    apart = [one for one in processes if one.valkey != "up"]
    shared = max(
        (one.in_room for one in processes if one.valkey == "up"), default=0
    )  # one line for all of them
    words = {one.valkey for one in processes}
    return Health(
        waiting=sum(one.waiting for one in processes),
        pace_ms=max((one.pace_ms for one in processes), default=0.0),
        served=sum(one.served for one in processes),
        in_room=shared + sum(one.in_room for one in apart),
        valkey=next((word for word in ("down", "up") if word in words), "none"),
    )
