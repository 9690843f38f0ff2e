"""Running deeds at the same moment, each in a thread with a connection of its own."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass

from django.db import connection, models


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
