"""Shops, the category tree, products and what they were listed at over time."""

from __future__ import annotations

from django.db import models
from django.utils.translation import get_language


class Named(models.Model):
    """What has a name in the catalogue's own language, and may have others: language -> name."""

    name = models.CharField(max_length=80)
    names = models.JSONField(default=dict, blank=True)

    class Meta:
        abstract = True

    @property
    def title(self) -> str:
        """The name in the reader's language, as far as it is known."""
        return str(self.names.get(get_language() or "", self.name))


class Shop(Named):
    """A merchant's shop in the mall."""

    code = models.SlugField(max_length=40, unique=True)  # the code that promotions name
    tagline = models.CharField(max_length=160, blank=True)
    is_open = models.BooleanField(default=True)
    products_count: int  # on sale; no column, only where a selector counted

    class Meta:
        ordering = ["name"]

    def __str__(self) -> str:
        return self.name


class Category(Named):
    """A node of the category tree; ``path`` is the slugs from the root, ``grocery/soft-drinks/cola``."""

    path = models.CharField(max_length=160, unique=True)
    parent = models.ForeignKey(
        "self", null=True, blank=True, on_delete=models.PROTECT, related_name="children"
    )
    depth = models.PositiveSmallIntegerField()  # 1 for a root
    products_count: int  # on sale here and below; no column, only where a selector counted

    class Meta:
        ordering = ["path"]
        verbose_name_plural = "categories"

    def __str__(self) -> str:
        return self.path


class Product(models.Model):
    """What is sold: one product is one SKU, with one listed price and one stock."""

    sku = models.CharField(max_length=32, unique=True)
    shop = models.ForeignKey(Shop, on_delete=models.PROTECT, related_name="products")
    category = models.ForeignKey(Category, on_delete=models.PROTECT, related_name="products")
    name = models.CharField(max_length=120)
    brand = models.CharField(max_length=60, blank=True)
    package_size = models.CharField(max_length=40, blank=True)
    tags = models.JSONField(default=list, blank=True)  # of strings; promotions may name them
    listed_price = models.PositiveBigIntegerField()  # minor units of the mall's currency
    floor_price = models.PositiveBigIntegerField(default=0)  # R2.21
    sales_rank = models.PositiveIntegerField(default=0, db_index=True)  # 1 sold best last year; 0 unknown
    popularity = models.GeneratedField(  # the rank as one sorts by it: what never sold stands last
        expression=models.Case(
            models.When(sales_rank=0, then=models.Value(2**31 - 1)),
            default=models.F("sales_rank"),
            output_field=models.PositiveIntegerField(),
        ),
        output_field=models.PositiveIntegerField(),
        db_persist=True,
    )
    is_on_sale = models.BooleanField(default=True)
    search_text = models.TextField(
        default="", editable=False
    )  # " normalised words " of all it can be found by
    added_at = models.DateTimeField(null=True, editable=False)  # newest first sorts by this

    class Meta:
        ordering = ["popularity", "sku"]
        indexes = [
            models.Index(fields=["popularity", "sku"]),
            models.Index(fields=["category", "popularity"]),
            models.Index(fields=["shop", "popularity"]),
        ]
        constraints = [
            models.CheckConstraint(condition=models.Q(listed_price__gt=0), name="listed_price_positive"),
            models.CheckConstraint(
                condition=models.Q(floor_price__lte=models.F("listed_price")),
                name="floor_within_listed_price",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.sku} {self.name}"


class ListedPrice(models.Model):
    """A price a product was listed at from an instant on (R2.23 reads this history)."""

    product = models.ForeignKey(Product, on_delete=models.CASCADE, related_name="listed_prices")
    amount = models.PositiveBigIntegerField()
    from_at = models.DateTimeField()

    class Meta:
        ordering = ["product", "from_at"]
        constraints = [models.UniqueConstraint(fields=["product", "from_at"], name="one_price_an_instant")]


class SearchWord(models.Model):
    """A word that some product can be found by; what a mistyped word is compared with."""

    word = models.CharField(max_length=60, unique=True)
    products = models.PositiveIntegerField()  # how many have it

    def __str__(self) -> str:
        return self.word
