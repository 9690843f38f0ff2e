"""Who did what to what. Entries are written beside the deed, in its transaction, and never changed."""

from __future__ import annotations

from typing import Any

from django.contrib.auth.models import AbstractBaseUser, AnonymousUser
from django.db.models import QuerySet

from feria.mall.kit.clock import database_now
from feria.mall.kit.models import AuditEntry


def record(
    actor: AbstractBaseUser | AnonymousUser | None,
    verb: str,
    subject: str,
    detail: dict[str, Any] | None = None,
) -> AuditEntry:
    """Write one entry, e.g. ``record(user, "campaigns.festival_applied", "double-eleven", {"version": 3})``.

    Its instant is the database's clock: the time machine cannot back-date a deed.
    """
    someone = actor if actor is not None and actor.is_authenticated else None
    return AuditEntry.objects.create(
        actor_id=someone.pk if someone else None,
        verb=verb,
        subject=subject[:128],
        detail=detail or {},
        done_at=database_now(),
    )


def trail(subject: str | None = None, limit: int = 100, verb: str | None = None) -> QuerySet[AuditEntry]:
    """The latest entries, newest first: about one subject or all, of one verb or all."""
    entries = AuditEntry.objects.select_related("actor").order_by("-id")
    if subject is not None:
        entries = entries.filter(subject=subject)
    if verb is not None:
        entries = entries.filter(verb=verb)
    return entries[:limit]
