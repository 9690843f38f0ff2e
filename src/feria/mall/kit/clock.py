"""The mall's one clock: the database's clock plus the shift of the time machine (R1.3, P9).

Workers' own clocks are never asked, so a machine whose clock is wrong opens no sale early. Nothing is remembered
between calls: a remembered shift would lie to one worker after another had moved it.
"""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import NamedTuple

from django.db import connection

from feria.mall.kit.models import ClockShift

ONLY_ROW = 1
"""The id of the one row that keeps the shift."""


class Reading(NamedTuple):
    """Both clocks, read in one statement. ``mall`` is what people see, ``database`` is what time it really is."""

    database: datetime
    mall: datetime


def read_clocks() -> Reading:
    """The two clocks as of one instant."""
    is_sqlite = connection.vendor == "sqlite"
    instant = "strftime('%%Y-%%m-%%d %%H:%%M:%%f', 'now')" if is_sqlite else "clock_timestamp()"
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT {instant}, (SELECT shift FROM kit_clockshift WHERE id = %s)", [ONLY_ROW])  # noqa: S608
        raw_instant, raw_shift = cursor.fetchone()
    if is_sqlite:  # which has neither instants nor durations: text to the millisecond, and microseconds
        database = datetime.strptime(raw_instant, "%Y-%m-%d %H:%M:%S.%f").replace(tzinfo=UTC)
        shift = timedelta(microseconds=raw_shift or 0)
    else:
        database = raw_instant.astimezone(UTC)
        shift = raw_shift or timedelta()
    return Reading(database=database, mall=database + shift)


def now() -> datetime:
    """The mall's clock, UTC. What the mall decides by: prices, phases, claim windows."""
    return read_clocks().mall


def database_now() -> datetime:
    """The database's clock, UTC. What deadlines of holds and payments run by, wherever the time machine stands."""
    return read_clocks().database


def clock_shift() -> timedelta:
    """How far the mall's clock stands ahead of the database's; zero unless someone moved it."""
    row = ClockShift.objects.filter(pk=ONLY_ROW).only("shift").first()
    return row.shift if row else timedelta()


def to_mall_time(instant: datetime) -> datetime:
    """An instant of the database's clock as the mall's clock shows it at the present shift."""
    return instant + clock_shift()
