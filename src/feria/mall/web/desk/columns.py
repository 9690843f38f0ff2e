"""The desk's tables, column by column."""

from __future__ import annotations

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from feria.mall.web.storefront.order_words import state_name
from feria.mall.web.work.tables import Column


def _product_page(sku: str) -> str:
    return reverse("storefront:product", args=[sku])


PRODUCTS = (
    Column("sku", _("SKU"), lambda row: row.sku, sort="sku", link=lambda row: _product_page(row.sku)),
    Column("name", _("Product"), lambda row: row.name, sort="name"),
    Column("brand", _("Brand"), lambda row: row.brand, sort="brand"),
    Column("category", _("Category"), lambda row: row.category.path, sort="category__path"),
    Column(
        "listed_price", _("Listed price"), lambda row: row.listed_price, kind="money", sort="listed_price"
    ),
    Column("rank", _("Sales rank"), lambda row: row.sales_rank, kind="number", sort="sales_rank"),
)

STOCK = (
    Column(
        "sku",
        _("SKU"),
        lambda row: row.product.sku,
        sort="product__sku",
        link=lambda row: _product_page(row.product.sku),
    ),
    Column("name", _("Product"), lambda row: row.product.name, sort="product__name"),
    Column("received", _("Received"), lambda row: row.received, kind="number", sort="received"),
    Column("held", _("Held for payment"), lambda row: row.held, kind="number", sort="held"),
    Column("sold", _("Sold"), lambda row: row.sold, kind="number", sort="sold"),
    Column("set_aside", _("Set aside"), lambda row: row.set_aside, kind="number", sort="set_aside"),
    Column("free", _("Free"), lambda row: row.free, kind="number", sort="free"),
)

ORDER_LINES = (
    Column("order", _("Order"), lambda row: row.order.number, sort="order__number"),
    Column("placed_at", _("Placed"), lambda row: row.order.placed_at, kind="time", sort="order__placed_at"),
    Column("state", _("State"), lambda row: state_name(row.order.state), kind="state", sort="order__state"),
    Column("product", _("Product"), lambda row: row.name, sort="name"),
    Column("quantity", _("Units"), lambda row: row.quantity, kind="number", sort="quantity"),
    Column("listed", _("Listed"), lambda row: row.listed, kind="money", sort="listed"),
    Column("payable", _("Paid by the buyer"), lambda row: row.payable, kind="money", sort="payable"),
)
