"""Stock by SKU and the holds on it. The constraint on StockItem is the promise that nothing is sold twice (R3.1)."""

from __future__ import annotations

from django.db import models


class StockItem(models.Model):
    """Units of one product: received = on hand + held + sold; what is free to hold is received - held - sold."""

    product = models.OneToOneField(
        "catalog.Product", primary_key=True, on_delete=models.PROTECT, related_name="stock"
    )
    received = models.PositiveBigIntegerField(default=0)
    held = models.PositiveBigIntegerField(default=0)
    sold = models.PositiveBigIntegerField(default=0)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=models.Q(received__gte=models.F("held") + models.F("sold")), name="never_sold_twice"
            ),
        ]


class StockMovement(models.Model):
    """Why ``received`` changed: a delivery, a count, a return. Append-only."""

    item = models.ForeignKey(StockItem, on_delete=models.PROTECT, related_name="movements")
    quantity = models.BigIntegerField()
    reason = models.CharField(max_length=40)
    moved_at = models.DateTimeField()


class Hold(models.Model):
    """A timed claim of ``claimant`` (an order's number) on units of one item."""

    class State(models.TextChoices):
        HELD = "held"
        RELEASED = "released"
        ALLOCATED = "allocated"

    item = models.ForeignKey(StockItem, on_delete=models.PROTECT, related_name="holds")
    claimant = models.CharField(max_length=40, db_index=True)
    quantity = models.PositiveIntegerField()
    state = models.CharField(max_length=10, choices=State.choices, default=State.HELD)
    # Both by the database's clock: moving the mall's clock frees nothing.
    held_at = models.DateTimeField()
    held_until = models.DateTimeField()
    settled_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["claimant", "item"], name="one_hold_per_claimant_and_item"),
            models.CheckConstraint(condition=models.Q(quantity__gt=0), name="hold_of_something"),
        ]
        indexes = [models.Index(fields=["held_until"], condition=models.Q(state="held"), name="holds_due")]
