"""Carts, orders, payments and the ledger that balances them."""

from __future__ import annotations

from django.db import models


class Cart(models.Model):
    """A basket being filled, by a member or, before sign-in, by a browser session."""

    member = models.OneToOneField(
        "members.Member", null=True, blank=True, on_delete=models.CASCADE, related_name="cart"
    )
    # Of a member's cart: the key of the guest's cart that joined it last.
    session_key = models.CharField(max_length=40, null=True, blank=True, unique=True)
    updated_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=models.Q(member__isnull=False) | models.Q(session_key__isnull=False),
                name="a_cart_is_someones",
            ),
        ]


class CartLine(models.Model):
    """Units of one product in a cart; ``is_selected`` lines take part in the quote and in checkout."""

    cart = models.ForeignKey(Cart, on_delete=models.CASCADE, related_name="lines")
    product = models.ForeignKey("catalog.Product", on_delete=models.CASCADE, related_name="+")
    quantity = models.PositiveIntegerField()
    is_selected = models.BooleanField(default=True)
    added_at = models.DateTimeField()

    class Meta:
        ordering = ["added_at", "id"]
        constraints = [
            models.UniqueConstraint(fields=["cart", "product"], name="one_line_a_product"),
            models.CheckConstraint(condition=models.Q(quantity__gt=0), name="line_of_something"),
        ]


class CartStay(models.Model):
    """Units of one product in a member's cart, from when to when; of a cart line that is gone it is all that is left."""

    class How(models.TextChoices):
        """How they left the cart."""

        REMOVED = "removed"
        ORDERED = "ordered"

    member = models.ForeignKey("members.Member", on_delete=models.CASCADE, related_name="+")
    product = models.ForeignKey("catalog.Product", on_delete=models.CASCADE, related_name="+")
    quantity = models.PositiveIntegerField()  # as it was last
    added_at = models.DateTimeField()  # the mall's clock, as the next
    left_at = models.DateTimeField(null=True, blank=True)
    how = models.CharField(max_length=8, choices=How.choices, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["member", "product"], condition=models.Q(left_at=None), name="one_stay_at_a_time"
            ),
            models.CheckConstraint(
                condition=models.Q(left_at=None, how="")
                | (models.Q(left_at__isnull=False) & ~models.Q(how="")),
                name="what_left_left_somehow",
            ),
        ]


class Order(models.Model):
    """What was agreed: the quote as it stood, frozen; lines; where it goes; until when it can be paid."""

    class State(models.TextChoices):
        PLACED = "placed"  # stock is held, payment is awaited
        PREPAID = (
            "prepaid"  # money is in, the sale is not made yet: a presale's deposit, a group that is not full
        )
        PAID = "paid"
        CANCELLED = "cancelled"  # by the buyer, or because a group was not full in time
        LAPSED = "lapsed"  # not paid in time

    number = models.CharField(max_length=32, unique=True)
    member = models.ForeignKey("members.Member", on_delete=models.PROTECT, related_name="orders")
    festival_code = models.CharField(max_length=60, blank=True)
    group = models.ForeignKey(
        "orders.Group", null=True, blank=True, on_delete=models.PROTECT, related_name="orders"
    )
    channel = models.CharField(max_length=20, default="web")  # web, api, drive
    way = models.CharField(max_length=10, blank=True)  # presale, group; "": a price, paid at once
    state = models.CharField(max_length=10, choices=State.choices, default=State.PLACED)
    currency = models.CharField(max_length=3)
    listed = models.PositiveBigIntegerField()
    payable = models.PositiveBigIntegerField()
    prepaid = models.PositiveBigIntegerField(default=0)  # what of it came in before the sale was made
    forfeited = models.PositiveBigIntegerField(default=0)  # what of that was kept when the order was closed
    quote = models.JSONField()  # feria.pricing.Quote through its codec
    claimant = models.CharField(max_length=80, blank=True)  # whom stock holds its units for; "": its number
    address = models.JSONField()
    region = models.CharField(max_length=40, blank=True)
    placed_at = models.DateTimeField(db_index=True)  # the mall's clock
    pay_until = models.DateTimeField(db_index=True)  # the database's clock
    paid_at = models.DateTimeField(null=True, blank=True, db_index=True)  # the mall's clock
    # R5.6: before this instant of the mall's clock nobody may sell its reduced lines lower; null: no festival, no promise.
    prices_kept_until = models.DateTimeField(null=True, blank=True)
    closed_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["-placed_at", "-id"]
        constraints = [
            models.UniqueConstraint(
                fields=["claimant"], condition=~models.Q(claimant=""), name="one_order_of_a_claim"
            ),
        ]

    def __str__(self) -> str:
        return self.number

    @property
    def holder(self) -> str:
        """The name that stock knows its units by: of the claim that it was made from, or its own."""
        return self.claimant or self.number


class OrderLine(models.Model):
    """A line as it was bought. ``listed`` and ``payable`` are for all its units, minor units."""

    order = models.ForeignKey(Order, on_delete=models.CASCADE, related_name="lines")
    product = models.ForeignKey("catalog.Product", on_delete=models.PROTECT, related_name="+")
    shop = models.ForeignKey("catalog.Shop", on_delete=models.PROTECT, related_name="+")
    name = models.CharField(max_length=120)
    quantity = models.PositiveIntegerField()
    unit_price = models.PositiveBigIntegerField()
    listed = models.PositiveBigIntegerField()
    payable = models.PositiveBigIntegerField()

    @property
    def is_price_kept(self) -> bool:
        """Whether its price is a festival's, which may not be undercut until the order says so (R5.6)."""
        return self.order.prices_kept_until is not None and self.payable < self.listed


class Payment(models.Model):
    """One attempt to pay an order through a gateway; an order may have several.

    At most one is captured and kept, of a presale one for the deposit and one for the balance.
    """

    class State(models.TextChoices):
        STARTED = "started"
        CAPTURED = "captured"
        FAILED = "failed"
        REFUND_DUE = "refund_due"  # captured, and to go back: the gateway has yet to say it did
        REFUNDED = "refunded"

    class Purpose(models.TextChoices):
        WHOLE = "whole"
        DEPOSIT = "deposit"
        BALANCE = "balance"

    order = models.ForeignKey(Order, on_delete=models.PROTECT, related_name="payments")
    purpose = models.CharField(max_length=10, choices=Purpose.choices, default=Purpose.WHOLE)
    gateway = models.CharField(max_length=20)
    reference = models.CharField(max_length=64, unique=True)
    amount = models.PositiveBigIntegerField()
    currency = models.CharField(max_length=3)
    state = models.CharField(max_length=10, choices=State.choices, default=State.STARTED)
    started_at = models.DateTimeField()
    settled_at = models.DateTimeField(null=True, blank=True)
    # When the gateway is asked by itself what became of it, as its event may be lost; null: not any more.
    ask_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        indexes = [
            models.Index(fields=["ask_at"], condition=models.Q(state="started"), name="payments_to_ask_about")
        ]


class GatewayEvent(models.Model):
    """The inbox of a gateway's webhooks: an event acts once (P4)."""

    gateway = models.CharField(max_length=20)
    event_id = models.CharField(max_length=64)
    body = models.JSONField()
    received_at = models.DateTimeField()
    outcome = models.CharField(max_length=40)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["gateway", "event_id"], name="an_event_acts_once")]


class LedgerEntry(models.Model):
    """One side of a posting; the entries of a ``journal`` sum to zero. Never updated, never deleted (P5).

    A journal names an account once, so that nothing can be posted twice.
    """

    journal = models.CharField(max_length=40, db_index=True)
    account = models.CharField(max_length=60)  # gateway:dummy, shop:grocery, mall:promotions, buyer ...
    amount = models.BigIntegerField()  # signed minor units
    currency = models.CharField(max_length=3)
    order = models.ForeignKey(Order, null=True, on_delete=models.PROTECT, related_name="ledger")
    memo = models.CharField(max_length=80)
    posted_at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["journal", "account"], name="posted_once")]


class DummyCharge(models.Model):
    """The dummy gateway's own books: what it was asked to charge and what the buyer decided on its page."""

    class State(models.TextChoices):
        OPEN = "open"
        CAPTURED = "captured"
        FAILED = "failed"
        REFUNDED = "refunded"

    reference = models.CharField(max_length=64, unique=True)
    order_number = models.CharField(max_length=32)
    amount = models.PositiveBigIntegerField()
    currency = models.CharField(max_length=3)
    return_url = models.CharField(max_length=500)
    state = models.CharField(max_length=10, choices=State.choices, default=State.OPEN)
    event_id = models.CharField(max_length=64, blank=True)  # of the event that told the mall
    opened_at = models.DateTimeField()
    decided_at = models.DateTimeField(null=True, blank=True)


class Quota(models.Model):
    """Something of which there is only so much: places for the first orders, units at a ladder's price (R2.11, R2.12).

    ``taken`` counts what live orders have of it, paid or not; the table itself refuses more than ``limit``.
    """

    code = models.CharField(max_length=200, unique=True)  # "first:<festival>:<promotion>"
    limit = models.PositiveBigIntegerField()
    taken = models.PositiveBigIntegerField(default=0)

    class Meta:
        constraints = [
            models.CheckConstraint(condition=models.Q(taken__lte=models.F("limit")), name="never_over_quota"),
        ]


class QuotaUse(models.Model):
    """What one order has of a quota. ``rank`` is its place by payment, drawn when it is paid; None until then."""

    quota = models.ForeignKey(Quota, on_delete=models.PROTECT, related_name="uses")
    order = models.ForeignKey(Order, on_delete=models.PROTECT, related_name="quota_uses")
    units = models.PositiveIntegerField(default=1)
    rank = models.PositiveIntegerField(null=True, blank=True)
    taken_at = models.DateTimeField()
    given_back_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["quota", "order"], name="one_use_of_a_quota"),
            models.UniqueConstraint(
                fields=["quota", "rank"], condition=models.Q(given_back_at=None), name="a_rank_is_one_orders"
            ),
        ]


class PresaleOrder(models.Model):
    """What was agreed when goods were ordered ahead (R2.13), whatever the festival's document says later.

    ``unit_price`` is what a unit costs in all before later reductions; ``deposit`` and ``counts_as`` are for all units.
    """

    order = models.OneToOneField(Order, on_delete=models.PROTECT, related_name="presale")
    code = models.CharField(max_length=130, db_index=True)  # "<festival>.<presale>"
    names = models.JSONField(default=dict)
    funders = models.JSONField(default=list)  # [[who, basis points], ...]
    unit_price = models.PositiveBigIntegerField()
    deposit = models.PositiveBigIntegerField()
    counts_as = models.PositiveBigIntegerField()
    # The window of the balance is the festival's, so by the mall's clock.
    balance_from_at = models.DateTimeField()
    balance_until = models.DateTimeField(db_index=True)
    agreed_at = models.DateTimeField(null=True, blank=True)  # when the balance's price was agreed
    told_open_at = models.DateTimeField(null=True, blank=True)  # when the buyer was told that it can be paid
    told_closing_at = models.DateTimeField(null=True, blank=True)  # ... and that it soon cannot


class Group(models.Model):
    """Members who buy one product together (R2.14), at the terms it was started on, whatever the document says later.

    Its seats are counted by the quota ``together:<code>/<key>``; who has one has an order with this group. It is open
    to others from the first payment on.
    """

    class State(models.TextChoices):
        OPEN = "open"
        WON = "won"  # as many have paid as it needs: they are buyers
        FAILED = "failed"  # not full in time, or everybody left

    key = models.CharField(max_length=32, unique=True)  # cannot be guessed: who has the link may join
    code = models.CharField(max_length=130)  # "<festival>.<group buy>"
    product = models.ForeignKey("catalog.Product", on_delete=models.PROTECT, related_name="+")
    starter = models.ForeignKey("members.Member", on_delete=models.PROTECT, related_name="+")
    names = models.JSONField(default=dict)
    funders = models.JSONField(default=list)  # [[who, basis points], ...]
    unit_price = models.PositiveBigIntegerField()
    size = models.PositiveIntegerField()
    state = models.CharField(max_length=10, choices=State.choices, default=State.OPEN)
    started_at = models.DateTimeField()  # the mall's clock, as the next two are
    opened_at = models.DateTimeField(null=True, blank=True)  # the first payment
    closed_at = models.DateTimeField(null=True, blank=True)
    fill_until = models.DateTimeField()  # the database's clock

    class Meta:
        ordering = ["-started_at", "-id"]
        constraints = [
            models.CheckConstraint(condition=models.Q(size__gte=2), name="a_group_is_of_several"),
            models.CheckConstraint(
                condition=models.Q(state="open", closed_at=None)
                | (~models.Q(state="open") & models.Q(closed_at__isnull=False)),
                name="a_group_that_is_over_was_closed",
            ),
        ]
        indexes = [
            models.Index(fields=["fill_until"], condition=models.Q(state="open"), name="groups_due"),
            models.Index(fields=["code", "state"], name="groups_of_an_offer"),
        ]

    def __str__(self) -> str:
        return self.key

    @property
    def seats(self) -> str:
        """The code of the quota that counts its seats."""
        return f"together:{self.code}/{self.key}"
