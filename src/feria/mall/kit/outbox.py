"""Facts, written in the transaction that makes them true and read in order by whoever wants to know.

On PostgreSQL ids are handed out when a row is written but seen when its transaction commits, so a reader that
remembers "up to id 6" could miss an id 5 that commits later. Every row therefore carries ``settled_after``:
the first transaction that had not begun when its id was drawn. Each lower id belongs to an earlier transaction
than that, so once all of those have ended, nothing can appear below the row any more, and not before then is it read.
SQLite has one writer at a time and needs none of this (``settled_after`` is 0).
"""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime
from typing import Any

from django.db import connection
from django.db.models import BigIntegerField, Func

from feria.mall.kit.clock import read_clocks
from feria.mall.kit.models import OutboxEvent


class _NextTransaction(Func):
    """The first transaction that has not begun."""

    template = "pg_snapshot_xmax(pg_current_snapshot())::text::bigint"
    output_field = BigIntegerField()


class _OldestRunning(Func):
    """The first transaction that has not ended."""

    template = "pg_snapshot_xmin(pg_current_snapshot())::text::bigint"
    output_field = BigIntegerField()


def emit(topic: str, key: str, body: dict[str, Any], happened_at: datetime | None = None) -> OutboxEvent:
    """Record a fact. Call it inside the transaction that makes the fact true: they stand or fall together.

    ``happened_at`` is the mall's time of the fact, by default its clock now. Raises RuntimeError outside a transaction.
    """
    if not connection.in_atomic_block:
        raise RuntimeError(f"emit({topic!r}) must be called inside the transaction that makes it true")
    clocks = read_clocks()
    event = OutboxEvent(
        topic=topic, key=key, body=body, happened_at=happened_at or clocks.mall, written_at=clocks.database
    )
    if connection.vendor == "postgresql":
        event.id = _draw_id()
        event.settled_after = _NextTransaction()
    event.save(force_insert=True)
    return event


def _draw_id() -> int:
    """An id, drawn after this transaction has its own number and in a statement before the row's snapshot is taken."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_current_xact_id()")
        cursor.execute("SELECT nextval(pg_get_serial_sequence('kit_outboxevent', 'id'))")
        (drawn,) = cursor.fetchone()
    return int(drawn)


def events_after(id: int, topics: Collection[str] | None = None, limit: int = 500) -> list[OutboxEvent]:  # noqa: A002
    """The next facts after the one numbered ``id``, in order; none is ever skipped, none appears twice.

    A transaction that stays open holds back what was written after it began (PostgreSQL).
    """
    events = OutboxEvent.objects.filter(id__gt=id, id__lte=last_event_id())
    if topics is not None:
        events = events.filter(topic__in=list(topics))
    return list(events.order_by("id")[:limit])


def last_event_id() -> int:
    """Where the outbox stands now, 0 when empty: a reader that starts here sees only what comes."""
    events = OutboxEvent.objects.order_by("-id")
    if connection.vendor == "postgresql":
        events = events.filter(settled_after__lte=_OldestRunning())
    return events.values_list("id", flat=True).first() or 0
