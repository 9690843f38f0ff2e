"""Stock by SKU and the holds on it. The constraint on StockItem is the promise that nothing is sold twice (R3.1).

The teller (``teller/``) reads and writes these tables in SQL of its own; a column renamed here is renamed there. On
PostgreSQL a claimant's and a member's name are compared by their bytes (migration 0006), which Django does not know of.
"""

from __future__ import annotations

from django.db import models


class StockItem(models.Model):
    """Units of one product: received = free + set aside + held + sold.

    ``set_aside`` is what rush sessions keep for themselves and have not claimed yet (R3.4): nobody else can hold it.
    """

    product = models.OneToOneField(
        "catalog.Product", primary_key=True, on_delete=models.PROTECT, related_name="stock"
    )
    received = models.PositiveBigIntegerField(default=0)
    held = models.PositiveBigIntegerField(default=0)
    sold = models.PositiveBigIntegerField(default=0)
    set_aside = models.PositiveBigIntegerField(default=0)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=models.Q(received__gte=models.F("held") + models.F("sold") + models.F("set_aside")),
                name="never_sold_twice",
            ),
        ]


class StockMovement(models.Model):
    """Why ``received`` changed: a delivery, a count, a return. Append-only."""

    item = models.ForeignKey(StockItem, on_delete=models.PROTECT, related_name="movements")
    quantity = models.BigIntegerField()
    reason = models.CharField(max_length=40)
    moved_at = models.DateTimeField()


class RushSession(models.Model):
    """A time slot in which the teller sells: half-open [opens_at, closes_at) on the mall's clock (R3.4)."""

    code = models.CharField(max_length=32, unique=True)
    opens_at = models.DateTimeField()
    closes_at = models.DateTimeField()
    hold_seconds = models.PositiveIntegerField(default=900)  # how long a buyer has to pay (R3.2)
    units_per_member = models.PositiveIntegerField(null=True)  # over all its products; null: no limit (R3.3)
    # Members of that level or a higher one come in before the others (R6.1); both or neither.
    early_opens_at = models.DateTimeField(null=True)
    early_level = models.PositiveIntegerField(null=True)
    # The terms as last planned: planned again, only what differs from them changes (rushes.replan_rush).
    plan = models.JSONField(default=dict)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=models.Q(closes_at__gte=models.F("opens_at")), name="rush_ends_after_start"
            ),
            models.CheckConstraint(
                condition=models.Q(early_opens_at__isnull=True, early_level__isnull=True)
                | models.Q(
                    early_level__isnull=False,
                    early_opens_at__isnull=False,
                    early_opens_at__lte=models.F("opens_at"),
                ),
                name="rush_opens_early_for_some",
            ),
        ]


class RushItem(models.Model):
    """A product of a rush session: how many the session sells at most, and how many one member may have.

    Of its ``units``, ``taken`` are held or sold, and ``remaining`` are set aside for it until it is closed out: then
    they are free for everybody, and so is whatever of its holds comes back later.
    """

    session = models.ForeignKey(RushSession, on_delete=models.CASCADE, related_name="items")
    item = models.ForeignKey(StockItem, on_delete=models.PROTECT, related_name="rushes")
    units = models.PositiveBigIntegerField(null=True)  # null: nothing is set aside, it sells what is free
    taken = models.PositiveBigIntegerField(default=0)
    sold = models.PositiveBigIntegerField(default=0)  # of those taken
    remaining = models.PositiveBigIntegerField(default=0)
    released = models.PositiveBigIntegerField(default=0)  # units that were held or sold and came back
    is_offered = models.BooleanField(default=True)  # False: planned no more, and kept for its holds
    closed_out_at = models.DateTimeField(null=True)  # the database's clock
    units_per_member = models.PositiveIntegerField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["session", "item"], name="one_rush_item_per_session"),
            models.CheckConstraint(
                condition=models.Q(units__isnull=True, remaining=0)
                | models.Q(units__isnull=False, units__gte=models.F("taken") + models.F("remaining")),
                name="rush_within_its_units",
            ),
            models.CheckConstraint(
                condition=models.Q(taken__gte=models.F("sold")), name="rush_sold_what_was_taken"
            ),
        ]


class RefusedClaim(models.Model):
    """The first answer to a claim that was refused for good; what was held is remembered by its holds (P3)."""

    claimant = models.CharField(max_length=80, primary_key=True)
    body = models.TextField()  # what was asked, to tell the same claim from another under its key
    answer = models.TextField()  # JSON of teller.claims.Answer
    refused_at = models.DateTimeField()  # the database's clock


class Hold(models.Model):
    """A timed claim of ``claimant`` (an order's number, or a claim on the teller) on units of one item."""

    class State(models.TextChoices):
        HELD = "held"
        RELEASED = "released"
        ALLOCATED = "allocated"

    # Neither the item nor the session is checked by the database for each row: whoever writes a hold has locked their
    # rows, and for a thousand rows the checks would cost the teller more than writing them. ``counter_drifts`` looks.
    item = models.ForeignKey(
        StockItem, on_delete=models.PROTECT, related_name="holds", db_constraint=False, db_index=False
    )
    claimant = models.CharField(max_length=80)  # found by the unique constraint below, which begins with it
    quantity = models.PositiveIntegerField()
    state = models.CharField(max_length=10, choices=State.choices, default=State.HELD)
    # Both by the database's clock: moving the mall's clock frees nothing.
    held_at = models.DateTimeField()
    held_until = models.DateTimeField()
    settled_at = models.DateTimeField(null=True, blank=True)
    # Of a claim on the teller, and null otherwise.
    session = models.ForeignKey(
        RushSession,
        null=True,
        on_delete=models.PROTECT,
        related_name="holds",
        db_constraint=False,
        db_index=False,
    )
    member = models.CharField(max_length=40, null=True)  # noqa: DJ001 - nobody, which is not a name of no letters

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["claimant", "item"], name="one_hold_per_claimant_and_item"),
            models.CheckConstraint(condition=models.Q(quantity__gt=0), name="hold_of_something"),
        ]
        indexes = [
            # Also counts who is paying for an item: there are never many that are held.
            models.Index(
                fields=["held_until", "item"], condition=models.Q(state="held"), name="holds_due_of_item"
            ),
            models.Index(
                fields=["session", "member"],
                condition=models.Q(session__isnull=False),
                name="holds_of_session",
            ),
        ]
