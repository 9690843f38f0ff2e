"""Facts, written in the transaction that makes them true and read in order by whoever wants to know.

On PostgreSQL ids are drawn when a row is written but seen when its transaction commits, so a reader that remembers
"up to id 6" could miss an id 5 that commits later. A writer therefore says, before it draws, how far ids had got: it
holds a shared advisory lock on that number, its floor, until its transaction ends. A reader goes no further than the
lowest floor held and than the ids that were drawn when it looked for floors. What it then reads is complete:

- an id that was drawn before it looked belongs to a writer that had its lock by then;
- such a writer has either ended (locks go after the commit is seen), or its floor stops the reader below its id.

SQLite has one writer at a time and needs none of this.
"""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime
from typing import Any

from django.db import connection

from feria.mall.kit.clock import read_clocks
from feria.mall.kit.models import OutboxEvent

_MARK = 0x0FE1  # the upper 16 bits of our advisory locks; the lower 48 are the floor
_DRAWN = "coalesce(pg_sequence_last_value('kit_outboxevent_id_seq'), 0)"
_HOLD_FLOOR = f"SELECT pg_advisory_xact_lock_shared(({_MARK}::bigint << 48) | {_DRAWN})"
_LOWEST_FLOOR = f"""
    SELECT min(((classid::bigint << 32) | objid::bigint) & ((1::bigint << 48) - 1)) FROM pg_locks
    WHERE locktype = 'advisory' AND objsubid = 1 AND classid::bigint >> 16 = {_MARK}
    AND pid <> pg_backend_pid()  -- one's own rows one sees
    AND database = (SELECT oid FROM pg_database WHERE datname = current_database())
"""  # noqa: S608 - made of constants


def emit(topic: str, key: str, body: dict[str, Any], happened_at: datetime | None = None) -> OutboxEvent:
    """Record a fact. Call it inside the transaction that makes the fact true: they stand or fall together.

    ``happened_at`` is the mall's time of the fact, by default its clock now. Raises RuntimeError outside a transaction.
    """
    if not connection.in_atomic_block:
        raise RuntimeError(f"emit({topic!r}) must be called inside the transaction that makes it true")
    clocks = read_clocks()
    _hold_floor()
    return OutboxEvent.objects.create(
        topic=topic, key=key, body=body, happened_at=happened_at or clocks.mall, written_at=clocks.database
    )


def events_after(id: int, topics: Collection[str] | None = None, limit: int = 500) -> list[OutboxEvent]:  # noqa: A002
    """The next facts after the one numbered ``id``, in order; none is ever skipped, none comes twice.

    A transaction that has emitted and stays open holds back what was emitted after it (PostgreSQL).
    """
    events = OutboxEvent.objects.filter(id__gt=id, id__lte=last_event_id())
    if topics is not None:
        events = events.filter(topic__in=list(topics))
    return list(events.order_by("id")[:limit])


def last_event_id() -> int:
    """Where the outbox stands now, 0 when empty: a reader that starts here sees only what comes."""
    settled = _settled_up_to()
    events = OutboxEvent.objects.order_by("-id")
    if settled is not None:
        events = events.filter(id__lte=settled)
    return events.values_list("id", flat=True).first() or 0


def _hold_floor() -> None:
    """Say that from here on ids may be drawn that nobody sees yet."""
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute(_HOLD_FLOOR)


def _settled_up_to() -> int | None:
    """The id up to which nothing can appear any more; None where that is so of everything one sees.

    Two statements, in this order: first how far ids have been drawn, then who may still be holding some back.
    """
    if connection.vendor != "postgresql":
        return None
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT {_DRAWN}")
        (drawn,) = cursor.fetchone()
        cursor.execute(_LOWEST_FLOOR)
        (floor,) = cursor.fetchone()
    return int(drawn) if floor is None else min(int(drawn), int(floor))
