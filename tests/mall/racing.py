"""Running deeds at the same moment, each in a thread with a connection of its own."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass, field
from time import monotonic, sleep

from django.db import connection, models

LONG = 60.0
"""Seconds: however busy the machine, what has not come to pass by then never will."""


@dataclass
class Ending:
    """How a deed ended: what it answered, or what it raised."""

    answer: object = None
    error: Exception | None = None

    @property
    def name(self) -> str:
        """ "done", a refusal's code, or the error's class."""
        return (
            "done" if self.error is None else getattr(self.error, "code", None) or type(self.error).__name__
        )


def all_at_once(deeds: Sequence[Callable[[], object]]) -> list[Ending]:
    """Start every deed together; how each ended, in their order."""
    start = threading.Barrier(len(deeds))
    endings = [Ending() for _ in deeds]

    def run(deed: Callable[[], object], ending: Ending) -> None:
        start.wait()
        try:
            ending.answer = deed()
        except Exception as error:  # noqa: BLE001 - whatever it is, the test looks at it
            ending.error = error
        finally:
            connection.close()

    threads = [threading.Thread(target=run, args=pair) for pair in zip(deeds, endings, strict=True)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return endings


@dataclass
class Gate:
    """Where a deed stands still until the test lets it go on."""

    reached: threading.Event = field(default_factory=threading.Event)
    opened: threading.Event = field(default_factory=threading.Event)

    def before(self, deed: Callable[..., object]) -> Callable[..., object]:
        """The deed, which comes to the gate first."""

        def gated(*args: object, **more: object) -> object:
            self.reached.set()
            assert self.opened.wait(LONG), "nobody opened the gate"
            return deed(*args, **more)

        return gated

    def wait_for_it(self) -> None:
        """Until somebody stands at the gate."""
        assert self.reached.wait(LONG), "nobody came to the gate"


@contextmanager
def beside() -> Iterator[Callable[[Callable[[], object]], Future[object]]]:
    """Starts deeds beside the test, each in a thread with a connection of its own: ``start(deed).result(LONG)``."""

    def alone(deed: Callable[[], object]) -> object:
        try:
            return deed()
        finally:
            connection.close()

    with ThreadPoolExecutor(8) as threads:
        yield lambda deed: threads.submit(alone, deed)


def wait_until_somebody_waits(unless: Future[object] | None = None) -> None:
    """Until a statement on this database waits for a lock (PostgreSQL), ``unless`` that deed is done without."""
    asked = "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock'"
    give_up_at = monotonic() + LONG
    while True:
        with connection.cursor() as cursor:
            cursor.execute(
                "SELECT pg_stat_clear_snapshot()"
            )  # within a transaction it is a picture of its first look
            cursor.execute(asked)
            (waiting,) = cursor.fetchone()
        if waiting or (unless is not None and unless.done()):
            return
        assert monotonic() < give_up_at, "nobody waits"
        sleep(0.01)


@contextmanager
def without_constraint(model: type[models.Model], name: str) -> Iterator[None]:
    """Take a constraint off its table. The rows that break it must be gone before it comes back: they are deleted.

    SQLite cannot drop a CHECK without writing the table anew; there every connection is told to ignore them.
    """
    constraint = next(one for one in model._meta.constraints if one.name == name)
    if isinstance(constraint, models.CheckConstraint) and connection.vendor == "sqlite":
        options = connection.settings_dict["OPTIONS"]
        before = options["init_command"]
        options["init_command"] = f"{before} PRAGMA ignore_check_constraints = ON;"
        connection.close()
        try:
            yield
        finally:
            options["init_command"] = before
            connection.close()
        return
    with connection.schema_editor() as editor:
        editor.remove_constraint(model, constraint)
    try:
        yield
    finally:
        model._default_manager.all().delete()
        with connection.schema_editor() as editor:
            editor.add_constraint(model, constraint)
