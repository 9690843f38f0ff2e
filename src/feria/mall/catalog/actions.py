"""Writes of the catalogue, one product at a time. (Whole catalogues: loading.py.)"""

from __future__ import annotations

from datetime import datetime

from django.contrib.auth.models import AbstractBaseUser
from django.db import transaction

from feria.mall.catalog.errors import PriceRefused
from feria.mall.catalog.models import ListedPrice, Product
from feria.mall.kit import api as kit


def set_listed_price(
    product: Product, amount: int, at: datetime | None = None, by: AbstractBaseUser | None = None
) -> Product:
    """List the product at ``amount`` (minor units) from ``at`` on, by default now; the history keeps what was before.

    The same price again changes nothing. Raises PriceRefused.
    """
    with transaction.atomic():
        row = Product.objects.select_for_update().get(pk=product.pk)
        if amount <= 0:
            raise PriceRefused("not-positive", row.sku, amount, row.floor_price)
        if amount < row.floor_price:
            raise PriceRefused("under-floor", row.sku, amount, row.floor_price)
        if amount != row.listed_price:
            before, row.listed_price = row.listed_price, amount
            row.save(update_fields=["listed_price"])
            ListedPrice.objects.update_or_create(
                product=row, from_at=at or kit.now(), defaults={"amount": amount}
            )
            kit.record(by, "catalog.price_listed", row.sku, {"from": before, "to": amount})
    product.listed_price = row.listed_price
    return product


def set_on_sale(product: Product, is_on_sale: bool, by: AbstractBaseUser | None = None) -> Product:
    """Put the product on sale or take it off."""
    with transaction.atomic():
        if Product.objects.filter(pk=product.pk).exclude(is_on_sale=is_on_sale).update(is_on_sale=is_on_sale):
            kit.record(by, "catalog.put_on_sale" if is_on_sale else "catalog.taken_off_sale", product.sku)
    product.is_on_sale = is_on_sale
    return product
