"""The design of a coupon, a buyer's instance of it, and its recorded use."""

from __future__ import annotations

from django.db import models


class CouponTemplate(models.Model):
    """A coupon's design, copied from the applied document so that claims can be counted against its stock."""

    code = models.CharField(max_length=80, unique=True)  # what a promotion's ``coupon`` names
    festival = models.ForeignKey("campaigns.Festival", null=True, on_delete=models.PROTECT, related_name="+")
    shop_code = models.CharField(max_length=40, blank=True)  # empty: the mall's
    names = models.JSONField(default=dict)  # language -> name
    stock = models.PositiveIntegerField()
    claimed = models.PositiveIntegerField(default=0)
    per_member = models.PositiveSmallIntegerField(default=1)
    claim_from_at = models.DateTimeField()
    claim_until = models.DateTimeField()
    use_from_at = models.DateTimeField()
    use_until = models.DateTimeField()
    is_withdrawn = models.BooleanField(default=False)

    class Meta:
        ordering = ["code"]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(claimed__lte=models.F("stock")), name="claimed_within_stock"
            ),
        ]

    def __str__(self) -> str:
        return self.code


class Coupon(models.Model):
    """One member's coupon. ``ordinal`` counts this member's claims of the template from 1: unique, so limits hold (P6).

    ``given_for`` is the order that brought it; "" for one that was claimed.
    """

    template = models.ForeignKey(CouponTemplate, on_delete=models.PROTECT, related_name="coupons")
    member = models.ForeignKey("members.Member", on_delete=models.CASCADE, related_name="coupons")
    ordinal = models.PositiveSmallIntegerField()
    claimed_at = models.DateTimeField()
    given_for = models.CharField(max_length=32, blank=True, db_index=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["template", "member", "ordinal"], name="claimed_once_each")
        ]


class Redemption(models.Model):
    """A coupon's use by an order; a coupon can stand here once while it is not restored."""

    coupon = models.ForeignKey(Coupon, on_delete=models.PROTECT, related_name="redemptions")
    order_number = models.CharField(max_length=32)
    amount = models.PositiveBigIntegerField()  # what it took off, minor units
    redeemed_at = models.DateTimeField()
    restored_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["coupon"],
                condition=models.Q(restored_at__isnull=True),
                name="redeemed_once_at_a_time",
            ),
        ]
