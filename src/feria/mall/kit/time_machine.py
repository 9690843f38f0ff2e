"""Setting the mall's clock, so that a demo can show warm-up, frenzy and closing today."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from django.conf import settings
from django.contrib.auth.models import AbstractBaseUser
from django.db import transaction

from feria.mall.kit.audit import record
from feria.mall.kit.clock import ONLY_ROW, database_now
from feria.mall.kit.errors import ClockIsFixed
from feria.mall.kit.models import ClockShift


def move_clock(to: datetime | None, by: AbstractBaseUser | None) -> datetime:
    """Let the mall's clock stand at ``to`` and run on from there; None brings back the real time. The new time is returned.

    Raises ClockIsFixed outside a demo mall, ValueError for an instant without a zone.
    """
    if not settings.DEMO:
        raise ClockIsFixed
    if to is not None and to.tzinfo is None:
        raise ValueError("move_clock needs an instant with a time zone")
    with transaction.atomic():
        database = database_now()
        shift = timedelta() if to is None else to.astimezone(UTC) - database
        if to is None:
            ClockShift.objects.filter(pk=ONLY_ROW).delete()
        else:
            row = {"shift": shift, "moved_at": database, "moved_by": by}
            ClockShift.objects.update_or_create(pk=ONLY_ROW, defaults=row)
        record(by, "kit.clock_moved", "clock", {"to": to.isoformat() if to else None})
    return database + shift
