"""People: the account that signs in, the shopper's profile, addresses, favourites, staff of shops, API tokens."""

from __future__ import annotations

from django.contrib.auth.models import AbstractUser
from django.db import models
from django.utils.translation import gettext_lazy as _


class User(AbstractUser):
    """An account. Roles are Django groups: ``operator``, ``analyst``; merchants are those with a ShopStaff row."""


class Member(models.Model):
    """A shopper: the profile that conditions of promotions look at (R2.10)."""

    class Level(models.IntegerChoices):
        BASIC = 0, _("Basic")
        SILVER = 1, _("Silver")
        GOLD = 2, _("Gold")
        PLATINUM = 3, _("Platinum")

    user = models.OneToOneField(User, on_delete=models.CASCADE, related_name="member")
    code = models.CharField(max_length=32, unique=True)  # "hh-900"
    level = models.PositiveSmallIntegerField(choices=Level.choices, default=Level.BASIC)
    birthday = models.DateField(null=True, blank=True)
    gender = models.CharField(max_length=1, blank=True)
    region = models.CharField(max_length=40, blank=True)
    age_band = models.CharField(max_length=16, blank=True)
    income_band = models.CharField(max_length=16, blank=True)
    household_size = models.CharField(max_length=8, blank=True)
    kids = models.CharField(max_length=8, blank=True)
    home = models.CharField(max_length=24, blank=True)
    marital_status = models.CharField(max_length=16, blank=True)
    household = models.CharField(max_length=24, blank=True)
    tags = models.JSONField(default=list, blank=True)
    joined_at = models.DateTimeField()
    first_order_at = models.DateTimeField(null=True, blank=True)  # none yet: a new member

    def __str__(self) -> str:
        return self.code


class Address(models.Model):
    """Where a member has things sent."""

    member = models.ForeignKey(Member, on_delete=models.CASCADE, related_name="addresses")
    recipient = models.CharField(max_length=80)
    phone = models.CharField(max_length=32)
    street = models.CharField(max_length=160)
    city = models.CharField(max_length=80)
    region = models.CharField(max_length=40)
    postcode = models.CharField(max_length=16)
    country = models.CharField(max_length=2, default="US")
    is_default = models.BooleanField(default=False)


class Favourite(models.Model):
    """A product a member marked."""

    member = models.ForeignKey(Member, on_delete=models.CASCADE, related_name="favourites")
    product = models.ForeignKey("catalog.Product", on_delete=models.CASCADE, related_name="+")
    marked_at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["member", "product"], name="marked_once")]
        ordering = ["-marked_at"]


class ShopStaff(models.Model):
    """An account that works for a shop: a merchant."""

    user = models.ForeignKey(User, on_delete=models.CASCADE, related_name="shop_posts")
    shop = models.ForeignKey("catalog.Shop", on_delete=models.CASCADE, related_name="staff")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["user", "shop"], name="one_post_a_shop")]


class ApiToken(models.Model):
    """A bearer token of the HTTP API; only its SHA-256 is kept."""

    user = models.ForeignKey(User, on_delete=models.CASCADE, related_name="api_tokens")
    name = models.CharField(max_length=60)
    digest = models.CharField(max_length=64, unique=True)
    may_act_for_members = models.BooleanField(default=False)  # the load driver shops as many members
    made_at = models.DateTimeField()
    revoked_at = models.DateTimeField(null=True, blank=True)
