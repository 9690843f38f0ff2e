"""Reviews that were asked for: what of, how far they are, and on which state of the facts they rest."""

from __future__ import annotations

from django.conf import settings
from django.db import models


class ReviewRun(models.Model):
    """One review by the code that it is kept under. The result is a file; this row says what became of it."""

    class State(models.TextChoices):
        WAITING = "waiting"
        WORKING = "working"
        DONE = "done"
        FAILED = "failed"

    class Reason(models.TextChoices):
        """Why a run failed."""

        NOTHING_SOLD = "nothing-sold"
        FACTS_REFUSED = "facts-refused"  # ``problems`` say what is wrong with them
        BROKE = "broke"  # the log says how
        STOPPED = "stopped"  # its process ended in the middle, several times

    code = models.SlugField(max_length=120, unique=True)
    festival = models.CharField(max_length=80, blank=True)  # else days of the past year
    first_day = models.DateField(null=True)
    last_day = models.DateField(null=True)
    state = models.CharField(max_length=8, choices=State)
    facts = models.CharField(max_length=80, blank=True)  # the state that the kept result rests on
    step = models.CharField(max_length=32, blank=True)
    share = models.PositiveSmallIntegerField(default=0)  # basis points that are done
    attempts = models.PositiveSmallIntegerField(default=0)
    reason = models.CharField(max_length=16, choices=Reason, blank=True)
    problems = models.JSONField(default=list)  # codes of findings
    worker = models.CharField(max_length=80, blank=True)  # the machine that works on it
    asked_at = models.DateTimeField()  # the database's clock, like the others
    asked_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+"
    )
    beat_at = models.DateTimeField(null=True)
    ended_at = models.DateTimeField(null=True)

    class Meta:
        indexes = [models.Index(fields=["state", "asked_at"])]

    def __str__(self) -> str:
        return self.code

    @property
    def is_under_way(self) -> bool:
        """Whether a result is still to come."""
        return self.state in (self.State.WAITING, self.State.WORKING)
