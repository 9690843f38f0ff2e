"""What other rooms may ask of the catalogue: shops, categories, products, prices, search."""

from __future__ import annotations

from feria.mall.catalog.actions import set_listed_price, set_on_sale
from feria.mall.catalog.errors import CatalogueRefused, PriceRefused
from feria.mall.catalog.loading import put_catalogue
from feria.mall.catalog.models import Category, ListedPrice, Product, Shop
from feria.mall.catalog.pricing_lines import pricing_line
from feria.mall.catalog.records import CatalogueReport, CategoryRecord, Loaded, ProductRecord, ShopRecord
from feria.mall.catalog.scopes import category_names, in_scope
from feria.mall.catalog.searching import suggestions, understood
from feria.mall.catalog.selectors import (
    brands,
    category,
    goods_of_shop,
    known_names,
    listed_prices,
    price_history,
    product,
    products,
    products_by_sku,
    search,
    shop,
    shops,
)
from feria.mall.catalog.tree import Node, categories, category_tree

__all__ = [
    "CatalogueRefused",
    "CatalogueReport",
    "Category",
    "CategoryRecord",
    "ListedPrice",
    "Loaded",
    "Node",
    "PriceRefused",
    "Product",
    "ProductRecord",
    "Shop",
    "ShopRecord",
    "brands",
    "categories",
    "category",
    "category_names",
    "category_tree",
    "goods_of_shop",
    "in_scope",
    "known_names",
    "listed_prices",
    "price_history",
    "pricing_line",
    "product",
    "products",
    "products_by_sku",
    "put_catalogue",
    "search",
    "set_listed_price",
    "set_on_sale",
    "shop",
    "shops",
    "suggestions",
    "understood",
]
