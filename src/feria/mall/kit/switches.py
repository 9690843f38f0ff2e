"""Switches for bad times: parts of the mall that can be turned off one by one, without a restart (R3.6).

Asking is free: a process reads the table once a second at most, however many pages ask, so that turning something
off in an overloaded mall is obeyed within two seconds and adds no load of its own. What the names mean is the
business of whoever asks.
"""

from __future__ import annotations

import time
from threading import Lock

from django.contrib.auth.models import AbstractBaseUser
from django.db import transaction
from django.db.models import QuerySet

from feria.mall.kit.audit import record
from feria.mall.kit.clock import database_now
from feria.mall.kit.models import Switch

LASTS_SECONDS = 1.0
"""How long a process goes by what it read."""


class _Reading:
    """The names that are off, as this process read them last."""

    def __init__(self) -> None:
        self._off: frozenset[str] = frozenset()
        self._good_until = 0.0
        self._asking = Lock()

    def off(self) -> frozenset[str]:
        # Whoever finds the reading too old reads it anew; those who come meanwhile go by the old one.
        if time.monotonic() >= self._good_until and self._asking.acquire(blocking=False):
            try:
                self._off = frozenset(Switch.objects.filter(is_on=False).values_list("name", flat=True))
                self._good_until = time.monotonic() + LASTS_SECONDS
            finally:
                self._asking.release()
        return self._off

    def forget(self) -> None:
        self._good_until = 0.0


_reading = _Reading()
forget = _reading.forget
"""Let the next question read the table: for whoever changed it, and for tests."""


def is_on(name: str) -> bool:
    """Whether that part of the mall is on; it is unless somebody turned it off."""
    return name not in _reading.off()


def turn(name: str, on: bool, by: AbstractBaseUser | None) -> bool:
    """Turn something on or off, with an entry in the audit trail; False, and none, when it stood so already."""
    with transaction.atomic():
        row = Switch.objects.select_for_update().filter(name=name).first()
        if (row.is_on if row else True) == on:
            return False
        turned = {"is_on": on, "turned_at": database_now(), "turned_by": by}
        Switch.objects.update_or_create(name=name, defaults=turned)
        record(by, "kit.switch_turned", name, {"on": on})
    forget()
    return True


def switches() -> QuerySet[Switch]:
    """Every switch that was ever touched, with who touched it last."""
    return Switch.objects.select_related("turned_by")
