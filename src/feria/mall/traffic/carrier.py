"""The thread of a serving process that carries its views to the database every few seconds, and once more at the end."""

from __future__ import annotations

import logging
from threading import Event, Thread

from django.db import close_old_connections, connection

from feria.mall.traffic.actions import carry_off
from feria.mall.traffic.tally import Tally, tally

log = logging.getLogger(__name__)

EVERY_SECONDS = 2.0
"""So many seconds of views, at most, are lost with a process that is killed."""


class Carrier:
    """Started when a process begins to serve, stopped when it ends."""

    def __init__(self, held: Tally = tally, every_seconds: float = EVERY_SECONDS) -> None:
        self._held, self._every = held, every_seconds
        self._stop = Event()
        self._thread: Thread | None = None

    def start(self) -> None:
        """Begin; twice is once."""
        if self._thread is None:
            self._stop.clear()
            self._thread = Thread(target=self._run, name="traffic", daemon=True)
            self._thread.start()

    def stop(self) -> None:
        """Carry off what is left, and end."""
        if self._thread is not None:
            self._stop.set()
            self._thread.join()
            self._thread = None

    def _run(self) -> None:
        told = 0
        while True:
            ended = self._stop.wait(self._every)
            close_old_connections()
            try:
                carry_off(self._held)
            except Exception:  # a database that is away or busy: the views wait for the next round
                log.exception("views wait to be written")
            if self._held.lost > told:
                log.warning("%d views could not be kept and are not counted", self._held.lost - told)
                told = self._held.lost
            if ended:
                connection.close()
                return


carrier = Carrier()
"""This process's own."""
