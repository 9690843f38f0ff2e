"""Rows that every room shares: the clock's shift, the outbox, the audit trail, answered requests."""

from __future__ import annotations

from django.conf import settings
from django.db import models


class ClockShift(models.Model):
    """How far the mall's clock stands from the database's clock (one row, id 1; the time machine moves it)."""

    shift = models.DurationField()
    moved_at = models.DateTimeField()
    moved_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+"
    )


class OutboxEvent(models.Model):
    """A fact that happened, written in the transaction that made it true; read in order of id."""

    id = models.BigAutoField(primary_key=True)
    topic = models.CharField(max_length=64)  # past tense, "orders.order_paid"
    key = models.CharField(max_length=64)  # what it is about, an order's number for one
    body = models.JSONField()
    happened_at = models.DateTimeField()  # the mall's clock
    written_at = models.DateTimeField()  # the database's clock

    class Meta:
        indexes = [models.Index(fields=["topic", "id"])]


class AuditEntry(models.Model):
    """Who did what to what; never changed afterwards."""

    actor = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+"
    )
    verb = models.CharField(max_length=64)
    subject = models.CharField(max_length=128)
    detail = models.JSONField(default=dict)
    done_at = models.DateTimeField()


class AnsweredRequest(models.Model):
    """The first answer given to an idempotency key; the same key gets the same answer (P3)."""

    key = models.CharField(max_length=80)
    actor = models.CharField(max_length=80)
    purpose = models.CharField(max_length=40)
    digest = models.CharField(
        max_length=64
    )  # of the request's body: another body under the same key is refused
    answer = models.JSONField()
    answered_at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["actor", "purpose", "key"], name="one_answer_per_key")]


class Switch(models.Model):
    """Something of the mall that was turned off, or on again (R3.6). What nobody has touched has no row and is on."""

    name = models.CharField(max_length=40, primary_key=True)
    is_on = models.BooleanField()
    turned_at = models.DateTimeField()  # the database's clock
    turned_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+"
    )
