"""Reminders: signed up for on a page, due shortly before the session starts, shown on the next page (there is no mail yet).

The sweeper tells the outbox (``rush.reminder_due``), so that whoever sends messages one day need only listen.
"""

from __future__ import annotations

from datetime import datetime, timedelta

from django.db import transaction

from feria.mall.kit import api as kit
from feria.mall.members.api import Member
from feria.mall.rush.models import Reminder
from feria.mall.rush.showing import Session, sessions

AHEAD = timedelta(minutes=10)
"""So long before the session starts for the member its reminder is due."""


def remind(member: Member, code: str) -> Reminder:
    """Sign the member up. Done twice it is one reminder."""
    reminder, _made = Reminder.objects.get_or_create(
        member=member, session=code, defaults={"asked_at": kit.now()}
    )
    return reminder


def forget(member: Member, code: str) -> None:
    """The member wants no reminder any more."""
    Reminder.objects.filter(member=member, session=code).delete()


def reminded_of(member: Member | None) -> frozenset[str]:
    """The codes of the sessions that the member signed up for."""
    if member is None:
        return frozenset()
    return frozenset(Reminder.objects.filter(member=member).values_list("session", flat=True))


def notices(member: Member) -> list[str]:
    """The codes of sessions that the member is to be told of now: due, and not read yet."""
    due = Reminder.objects.filter(member=member, due_told_at__isnull=False, seen_at=None)
    return list(due.order_by("due_told_at", "pk").values_list("session", flat=True))


def read_notice(member: Member, code: str) -> None:
    """The member has read it, or has come to the session."""
    Reminder.objects.filter(member=member, session=code, due_told_at__isnull=False, seen_at=None).update(
        seen_at=kit.now()
    )


def remind_due(now: datetime) -> int:
    """Tell the outbox of every reminder that is due at ``now`` (the mall's clock); answers how many it told.

    It may run anywhere, any number of times, also beside itself: a reminder is told once. Of a session that is over
    nobody is reminded any more.
    """
    if not Reminder.objects.filter(due_told_at=None).exists():
        return 0
    coming = [
        session for session in sessions(now) if session.first_opens_at - AHEAD <= now < session.closes_at
    ]
    return sum(_tell(session, now) for session in coming)


def _tell(session: Session, now: datetime) -> int:
    told = 0
    waiting = Reminder.objects.filter(session=session.code, due_told_at=None).select_related("member")
    for reminder in waiting.order_by("pk"):
        opens_at = session.opens_for(reminder.member.level)
        if opens_at - AHEAD > now:
            continue  # early access is others'
        with transaction.atomic():
            mine = Reminder.objects.filter(pk=reminder.pk, due_told_at=None).update(due_told_at=now)
            if mine:
                body = {
                    "member": reminder.member.code,
                    "session": session.code,
                    "names": session.names,
                    "opens_at": opens_at.isoformat(),
                }
                kit.emit("rush.reminder_due", session.code, body)
                told += 1
    return told
