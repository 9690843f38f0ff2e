"""A shelf with products for the tests of stock."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta

import pytest

from feria.mall.catalog.models import Category, Product, Shop
from feria.mall.kit.api import database_now
from feria.mall.stock.api import receive

PutOnShelf = Callable[..., Product]


@pytest.fixture
def on_shelf() -> PutOnShelf:
    """Makes a product with so many units of stock: ``on_shelf("tea", 3)``."""

    def put(sku: str, units: int) -> Product:
        shop, _ = Shop.objects.get_or_create(code="grocery", defaults={"name": "Grocery"})
        category, _ = Category.objects.get_or_create(path="grocery", defaults={"name": "Grocery", "depth": 1})
        product = Product.objects.create(sku=sku, shop=shop, category=category, name=sku, listed_price=100)
        receive(product, units, "delivery")
        return product

    return put


@pytest.fixture
def soon() -> datetime:
    """A deadline a quarter of an hour from now, on the database's clock."""
    return database_now() + timedelta(minutes=15)
