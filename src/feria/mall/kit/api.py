"""What every room may ask of the kit: time, numbers, facts, the audit trail, answers given once, switches."""

from __future__ import annotations

from feria.mall.kit.audit import record, trail
from feria.mall.kit.clock import Reading, clock_shift, database_now, now, read_clocks, to_mall_time
from feria.mall.kit.errors import ClockIsFixed, KeyReused
from feria.mall.kit.idempotency import answered_once
from feria.mall.kit.ids import new_number
from feria.mall.kit.models import AuditEntry, OutboxEvent, Switch
from feria.mall.kit.outbox import emit, events_after, last_event_id
from feria.mall.kit.switches import is_on, switches, turn
from feria.mall.kit.time_machine import move_clock
from feria.mall.kit.transactions import joined, one_moment
from feria.mall.kit.wording import in_language

__all__ = [
    "AuditEntry",
    "ClockIsFixed",
    "KeyReused",
    "OutboxEvent",
    "Reading",
    "Switch",
    "answered_once",
    "clock_shift",
    "database_now",
    "emit",
    "events_after",
    "in_language",
    "is_on",
    "joined",
    "last_event_id",
    "move_clock",
    "new_number",
    "now",
    "one_moment",
    "read_clocks",
    "record",
    "switches",
    "to_mall_time",
    "trail",
    "turn",
]
