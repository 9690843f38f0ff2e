"""Shops, categories, products: open to everybody."""

from __future__ import annotations

from django.conf import settings
from django.core.paginator import Paginator
from django.http import HttpRequest
from ninja import Router

from feria.mall.catalog import api as catalog
from feria.mall.stock import api as stock
from feria.mall.web.api import schemas
from feria.mall.web.api.problems import not_found

router = Router(tags=["catalogue"])
PAGE = 50


@router.get("/shops", response=list[schemas.ShopOut])
def shops(request: HttpRequest) -> list[catalog.Shop]:
    """Every open shop."""
    return list(catalog.shops())


@router.get("/categories", response=list[schemas.CategoryOut])
def categories(request: HttpRequest, parent: str = "") -> list[catalog.Category]:
    """The categories directly under ``parent``, or the roots."""
    return list(catalog.categories(parent or None))


@router.get("/products", response=schemas.ProductPage)
def products(
    request: HttpRequest,
    query: str = "",
    shop: str = "",
    category: str = "",
    sort: str = "popular",
    page: int = 1,
) -> schemas.ProductPage:
    """Products on sale; ``sort`` is popular, price, -price, name or new."""
    found = catalog.products(query=query or None, shop=shop or None, category=category or None, sort=sort)
    pages = Paginator(found, PAGE)
    chosen = pages.get_page(page)
    rows = list(chosen.object_list)
    free = stock.available(rows)
    return schemas.ProductPage(
        count=pages.count,
        page=chosen.number,
        pages=pages.num_pages,
        items=[shown(row, free.get(row.sku, 0)) for row in rows],
    )


@router.get("/products/{sku}", response=schemas.ProductOut)
def product(request: HttpRequest, sku: str) -> schemas.ProductOut:
    """One product."""
    row = catalog.product(sku)
    if row is None:
        raise not_found(f"product {sku}")
    return shown(row, stock.available([row]).get(row.sku, 0))


def shown(row: catalog.Product, available: int) -> schemas.ProductOut:
    """A product's row as the API shows it."""
    return schemas.ProductOut(
        sku=row.sku,
        name=row.name,
        brand=row.brand,
        package_size=row.package_size,
        shop=row.shop.code,
        category=row.category.path,
        listed_price=row.listed_price,
        currency=settings.CURRENCY,
        available=available,
    )
