"""Reads of the catalogue."""

from __future__ import annotations

import json
from collections.abc import Collection
from typing import Literal

from django.db import connection
from django.db.models import Count, F, Q, QuerySet
from django.db.models.expressions import Combinable

from feria.mall.catalog.models import Category, ListedPrice, Product, Shop
from feria.mall.catalog.searching import matching

Sort = Literal["popular", "price", "-price", "name", "new", "match"]

_POPULAR: tuple[str | Combinable, ...] = ("popularity", "sku")
_ORDERS: dict[str, tuple[str | Combinable, ...]] = {
    "popular": _POPULAR,
    "price": ("listed_price", "sku"),
    "-price": ("-listed_price", "sku"),
    "name": ("name", "sku"),
    "new": (F("added_at").desc(nulls_last=True), "-id"),
}


def shops() -> QuerySet[Shop]:
    """The open shops by name, each with ``products_count``, what it has on sale."""
    on_sale = Count("products", filter=Q(products__is_on_sale=True))
    return Shop.objects.filter(is_open=True).annotate(products_count=on_sale)  # type: ignore[no-redef]  # as Shop declares it


def shop(code: str) -> Shop | None:
    """The shop, or None when there is none or it is closed."""
    return Shop.objects.filter(code=code, is_open=True).first()


def category(path: str) -> Category | None:
    """The category at a path such as ``grocery/soft-drinks``, or None."""
    return Category.objects.select_related("parent").filter(path=path).first()


def in_category(path: str) -> Q:
    """Products in the category or under it. (Categories are few: they are found first, products by their index.)"""
    return Q(category__in=Category.objects.filter(Q(path=path) | Q(path__startswith=f"{path}/")).values("pk"))


def products(
    shop: str | None = None,
    category: str | None = None,
    query: str | None = None,
    skus: Collection[str] | None = None,
    sort: Sort | str = "",
    brand: str | None = None,
    tag: str | None = None,
    price_from: int | None = None,
    price_to: int | None = None,
) -> QuerySet[Product]:
    """Products on sale in open shops, with shop and category loaded. Filters add up; prices in minor units, inclusive.

    Sorted by match when there is a query and else by popularity, unless ``sort`` says otherwise; an unknown sort is none.
    """
    found = Product.objects.filter(is_on_sale=True, shop__is_open=True).select_related("shop", "category")
    if shop is not None:
        found = found.filter(shop__code=shop)
    if category is not None:
        found = found.filter(in_category(category))
    if skus is not None:
        found = found.filter(sku__in=list(skus))
    if brand is not None:
        found = found.filter(brand=brand)
    if tag is not None:
        found = found.filter(tagged(tag))
    if price_from is not None:
        found = found.filter(listed_price__gte=price_from)
    if price_to is not None:
        found = found.filter(listed_price__lte=price_to)
    by_match: tuple[Combinable, ...] = ()
    if query is not None:
        found, by_match = matching(found, query)
    return found.order_by(*(_ORDERS.get(sort) or (*by_match, *_POPULAR)))


def goods_of_shop(shop: str, query: str | None = None) -> QuerySet[Product]:
    """Everything a shop has in the catalogue, on sale or not, the best sellers first."""
    found = Product.objects.filter(shop__code=shop).select_related("shop", "category")
    if query:
        found, _by_match = matching(found, query)
    return found.order_by(*_POPULAR)


def tagged(tag: str) -> Q:
    """Products that carry a tag.

    SQLite cannot look into a JSON list; there the tag is sought in the list's text, as JSON writes it.
    """
    if connection.vendor == "postgresql":
        return Q(tags__contains=[tag])
    return Q(tags__icontains=json.dumps(tag))


def search(query: str) -> QuerySet[Product]:
    """What a person means by these words, best match first."""
    return products(query=query)


def product(sku: str) -> Product | None:
    """A product by its SKU, on sale or not, with shop and category loaded; None when there is none."""
    return Product.objects.select_related("shop", "category").filter(sku=sku).first()


def products_by_sku(skus: Collection[str]) -> dict[str, Product]:
    """Products by SKU, on sale or not, with shop and category loaded."""
    rows = Product.objects.select_related("shop", "category").filter(sku__in=list(skus))
    return {row.sku: row for row in rows}


def brands(shop: str | None = None, category: str | None = None, limit: int = 40) -> list[tuple[str, int]]:
    """The brands there with how many products each has, most first."""
    rows = products(shop=shop, category=category).exclude(brand="").order_by()
    counted = rows.values_list("brand").annotate(products=Count("id")).order_by("-products", "brand")
    return list(counted[:limit])


def price_history(product: Product) -> QuerySet[ListedPrice]:
    """What the product was listed at, latest first (R2.23)."""
    return product.listed_prices.order_by("-from_at")


def listed_prices() -> dict[str, int]:
    """Every product's listed price by SKU, minor units."""
    return dict(Product.objects.values_list("sku", "listed_price"))


def known_names() -> dict[str, set[str]]:
    """Every name that a festival may use, by kind: "shops", "categories", "brands", "skus", "tags"."""
    tags: set[str] = set()
    for several in Product.objects.exclude(tags=[]).order_by().values_list("tags", flat=True).distinct():
        tags.update(several)
    return {
        "shops": set(Shop.objects.values_list("code", flat=True)),
        "categories": set(Category.objects.values_list("path", flat=True)),
        "brands": set(
            Product.objects.exclude(brand="").order_by().values_list("brand", flat=True).distinct()
        ),
        "skus": set(Product.objects.values_list("sku", flat=True)),
        "tags": tags,
    }
