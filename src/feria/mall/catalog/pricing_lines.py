"""A product as the engine prices it."""

from __future__ import annotations

from feria.mall.catalog.models import Product
from feria.pricing import Line


def pricing_line(product: Product, quantity: int, id: str = "") -> Line:  # noqa: A002 - the engine's word
    """``quantity`` units of the product at its listed price. ``id`` names the line in the quote, by default the SKU."""
    return Line(
        id=id or product.sku,
        sku=product.sku,
        quantity=quantity,
        unit_price=product.listed_price,
        shop=product.shop.code,
        category=product.category.path,
        brand=product.brand,
        tags=tuple(product.tags),
        floor=product.floor_price,
    )
