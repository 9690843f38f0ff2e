"""Who wants to be reminded of a rush session, how many came to it in vain, and who serves those who come."""

from __future__ import annotations

from django.db import models


class Reminder(models.Model):
    """A member's wish to be told shortly before a session starts. ``session`` is its code.

    ``due_told_at``: when the sweeper said so to the outbox; ``seen_at``: when the member had read the notice.
    """

    member = models.ForeignKey("members.Member", on_delete=models.CASCADE, related_name="+")
    session = models.CharField(max_length=32)
    asked_at = models.DateTimeField()
    due_told_at = models.DateTimeField(null=True, blank=True)
    seen_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["member", "session"], name="reminded_once_of_a_session"),
        ]
        indexes = [
            models.Index(
                fields=["session"], condition=models.Q(due_told_at__isnull=True), name="reminders_to_come"
            ),
        ]


class TurnedAway(models.Model):
    """How many claims a session's lanes refused by themselves for one reason. ``session`` is its code.

    A figure: a lane that is killed takes the last seconds' with it.
    """

    session = models.CharField(max_length=32)
    reason = models.CharField(max_length=20)
    count = models.PositiveBigIntegerField(default=0)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["session", "reason"], name="turned_away_once_for_each_reason"),
        ]


class LaneProcess(models.Model):
    """A process that takes claims, as it said itself at ``told_at`` (the database's clock)."""

    name = models.CharField(max_length=100, unique=True)
    waiting = models.PositiveIntegerField()
    pace_ms = models.FloatField()
    served = models.PositiveBigIntegerField()
    in_room = models.PositiveIntegerField()
    valkey = models.CharField(max_length=4)
    told_at = models.DateTimeField()
