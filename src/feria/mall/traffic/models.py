"""Views of pages by visitors whom nobody can name, and the days' counts that are kept of them."""

from __future__ import annotations

from django.db import models


class DaySalt(models.Model):
    """What a day's visitors are told apart with. Thrown away with the day's views: then no key leads back to anybody."""

    day = models.DateField(primary_key=True)
    salt = models.BinaryField(max_length=32)


class Views(models.Model):
    """How often a visitor saw a page, as far as one carrying-off counted it. Rows are added and never changed."""

    day = models.DateField(db_index=True)  # of the mall's clock and zone
    visitor = models.CharField(
        max_length=16, blank=True
    )  # of this day only; "": one who asked not to be counted
    page = models.CharField(max_length=24)
    what = models.CharField(
        max_length=120, blank=True
    )  # a SKU, a shop, a venue; of an order a key of its own
    source = models.CharField(max_length=40, blank=True)  # what brought them; "": another page of ours
    came_before = models.BooleanField(default=False)  # known by an account of an earlier day
    count = models.PositiveIntegerField()


class DayTraffic(models.Model):
    """A day that is over, by source: facts.traffic."""

    day = models.DateField()
    source = models.CharField(max_length=40)
    visitors = models.PositiveIntegerField()
    views = models.PositiveIntegerField()
    returning = models.PositiveIntegerField()
    orders = models.PositiveIntegerField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["day", "source"], name="a_source_once_a_day")]


class DayGoods(models.Model):
    """A day that is over, by product: facts.views."""

    day = models.DateField()
    sku = models.CharField(max_length=120)
    visitors = models.PositiveIntegerField()
    views = models.PositiveIntegerField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["day", "sku"], name="goods_once_a_day")]
