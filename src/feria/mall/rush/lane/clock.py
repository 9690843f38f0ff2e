"""What time it is, between two looks at the database's clock.

The machine's own clock is never asked, so a worker whose clock is wrong tells no wrong time. The teller reads the
database's clock itself; nothing that matters depends on this one being right to the millisecond. It is never ahead of the
database's, though: whom it lets in is not told by the teller to come back.
"""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from time import monotonic

from feria.mall.kit.clock import Reading


class LaneClock:
    """The database's and the mall's clock, carried on by a stopwatch."""

    def __init__(self) -> None:
        self._database = 0.0  # seconds since 1970 when the stopwatch stood at nought
        self._shift = 0.0

    def set(self, reading: Reading, at: float) -> None:
        """``reading`` was taken at that instant of the stopwatch or a little before: the clock is late by so much."""
        self._database = reading.database.timestamp() - at
        self._shift = (reading.mall - reading.database).total_seconds()

    def database(self, at: float | None = None) -> float:
        """Seconds since 1970, now or when the stopwatch stood ``at``."""
        return self._database + (monotonic() if at is None else at)

    def mall(self, at: float | None = None) -> float:
        """Seconds since 1970 as people see them, now or when the stopwatch stood ``at``."""
        return self._database + self._shift + (monotonic() if at is None else at)

    def mall_ms(self) -> int:
        return int(self.mall() * 1000)

    def lasting(self, lasts: timedelta) -> datetime:
        """The instant of the database's clock at which what begins now ends."""
        return datetime.fromtimestamp(self.database(), UTC) + lasts
