"""Loading a whole catalogue: few statements, and the second time none that writes."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from datetime import datetime
from typing import Any

from django.db import models, transaction
from django.utils.translation import gettext as _

from feria.mall.catalog.errors import CatalogueRefused
from feria.mall.catalog.models import Category, ListedPrice, Product, SearchWord, Shop
from feria.mall.catalog.records import CatalogueReport, CategoryRecord, Loaded, ProductRecord, ShopRecord
from feria.mall.catalog.words import search_text

_BATCH = 5_000


def put_catalogue(
    shops: Iterable[ShopRecord],
    categories: Iterable[CategoryRecord],
    products: Iterable[ProductRecord],
    at: datetime,
) -> CatalogueReport:
    """Make the catalogue hold these records, in one transaction. What is there and not named stays as it is.

    Rows that already say the same are not written. A price that is new or changed enters the history as of ``at``.
    Raises CatalogueRefused, with every problem, before anything is written.
    """
    shop_records, product_records = list(shops), list(products)
    category_records = _with_ancestors(categories)
    with transaction.atomic():
        _check(shop_records, category_records, product_records)
        shop_report = _put(Shop.objects, "code", [_shop_row(record) for record in shop_records])
        category_report = _put_categories(category_records)
        known = {row["sku"]: row["listed_price"] for row in Product.objects.values("sku", "listed_price")}
        product_report = _put_products(product_records, at)
        moved = [r for r in product_records if known.get(r.sku) != r.listed_price]
        _write_prices(moved, at)
        if product_report.made or product_report.changed:
            _count_words()
    return CatalogueReport(
        shops=shop_report, categories=category_report, products=product_report, prices=len(moved)
    )


def _with_ancestors(categories: Iterable[CategoryRecord]) -> list[CategoryRecord]:
    """The categories by depth, each after its parent; ancestors that were left out are put in."""
    named = {record.path: record for record in categories}
    for path in list(named):
        steps = path.split("/")
        for depth in range(1, len(steps)):
            above = "/".join(steps[:depth])
            named.setdefault(
                above, CategoryRecord(path=above, name=steps[depth - 1].replace("-", " ").capitalize())
            )
    return sorted(named.values(), key=lambda record: (record.path.count("/"), record.path))


def _check(
    shops: Sequence[ShopRecord], categories: Sequence[CategoryRecord], products: Sequence[ProductRecord]
) -> None:
    shop_codes = {record.code for record in shops} | set(Shop.objects.values_list("code", flat=True))
    paths = {record.path for record in categories} | set(Category.objects.values_list("path", flat=True))
    twice = [sku for sku, times in Counter(record.sku for record in products).items() if times > 1]
    problems = [_("Product %(sku)s is named twice.") % {"sku": sku} for sku in twice]
    for record in products:
        problems += [f"{record.sku}: {why}" for why in _faults(record, shop_codes, paths)]
    if problems:
        raise CatalogueRefused(problems)


def _faults(record: ProductRecord, shops: set[str], paths: set[str]) -> list[str]:
    faults = []
    if not record.sku or not record.name:
        faults.append(_("a product needs an SKU and a name"))
    if record.listed_price <= 0:
        faults.append(
            _("the listed price must be more than zero, not %(price)s") % {"price": record.listed_price}
        )
    if not 0 <= record.floor_price <= record.listed_price:
        faults.append(_("the floor price must lie between zero and the listed price"))
    if record.shop not in shops:
        faults.append(_("there is no shop “%(shop)s”") % {"shop": record.shop})
    if record.category not in paths:
        faults.append(_("there is no category “%(path)s”") % {"path": record.category})
    return faults


def _put(
    manager: models.Manager[Any],
    key: str,
    wanted: list[dict[str, Any]],
    on_new: Callable[[str], dict[str, Any]] = lambda _key: {},
) -> Loaded:
    """Insert the rows that are missing and write those that differ. ``on_new`` gives columns of a new row alone."""
    if not wanted:
        return Loaded()
    columns = list(wanted[0])
    there = {row[key]: row for row in manager.values(*columns)}
    new = [manager.model(**row, **on_new(row[key])) for row in wanted if row[key] not in there]
    different = [row for row in wanted if row[key] in there and there[row[key]] != row]
    manager.bulk_create(new, batch_size=_BATCH)
    manager.bulk_create(
        [manager.model(**row) for row in different],
        batch_size=_BATCH,
        update_conflicts=True,
        unique_fields=[key],
        update_fields=[name for name in columns if name != key],
    )
    return Loaded(made=len(new), changed=len(different), same=len(wanted) - len(new) - len(different))


def _shop_row(record: ShopRecord) -> dict[str, Any]:
    return {
        "code": record.code,
        "name": record.name,
        "names": dict(record.names),
        "tagline": record.tagline,
    }


def _put_categories(records: Sequence[CategoryRecord]) -> Loaded:
    """Level by level, for a child needs its parent's id."""
    total = Loaded()
    for depth in sorted({record.path.count("/") for record in records}):
        ids = dict(Category.objects.filter(depth=depth).values_list("path", "pk"))
        rows = [
            {
                "path": record.path,
                "name": record.name,
                "names": dict(record.names),
                "depth": depth + 1,
                "parent_id": ids[record.path.rpartition("/")[0]] if depth else None,
            }
            for record in records
            if record.path.count("/") == depth
        ]
        level = _put(Category.objects, "path", rows)
        total = Loaded(
            made=total.made + level.made, changed=total.changed + level.changed, same=total.same + level.same
        )
    return total


def _put_products(records: Sequence[ProductRecord], at: datetime) -> Loaded:
    shop_ids = dict(Shop.objects.values_list("code", "pk"))
    categories = {row["path"]: row for row in Category.objects.values("path", "pk", "name")}
    to_row: Callable[[ProductRecord], dict[str, Any]] = lambda record: {  # noqa: E731 - closes over the two lookups
        "sku": record.sku,
        "shop_id": shop_ids[record.shop],
        "category_id": categories[record.category]["pk"],
        "name": record.name,
        "brand": record.brand,
        "package_size": record.package_size,
        "tags": list(record.tags),
        "listed_price": record.listed_price,
        "floor_price": record.floor_price,
        "sales_rank": record.sales_rank,
        "search_text": search_text(
            record.name, record.brand, f"{record.category} {categories[record.category]['name']}", record.sku
        ),
    }
    on_sale = {record.sku: record.is_on_sale for record in records}
    on_new: Callable[[str], dict[str, Any]] = lambda sku: {"added_at": at, "is_on_sale": on_sale[sku]}  # noqa: E731 - so does this
    return _put(Product.objects, "sku", [to_row(record) for record in records], on_new)


def _write_prices(records: Sequence[ProductRecord], at: datetime) -> None:
    ids = dict(Product.objects.values_list("sku", "pk")) if records else {}
    ListedPrice.objects.bulk_create(
        [
            ListedPrice(product_id=ids[record.sku], amount=record.listed_price, from_at=at)
            for record in records
        ],
        batch_size=_BATCH,
        update_conflicts=True,
        unique_fields=["product", "from_at"],
        update_fields=["amount"],
    )


def _count_words() -> None:
    """Count afresh which words there are. SKUs are no words: nobody mistypes towards one."""
    uses: Counter[str] = Counter()
    for text, sku in Product.objects.values_list("search_text", "sku").iterator(chunk_size=_BATCH):
        uses.update(
            word for word in text.split() if word != sku.casefold() and not word.isdigit() and len(word) > 1
        )
    SearchWord.objects.all().delete()
    words = [SearchWord(word=word, products=count) for word, count in uses.items()]
    SearchWord.objects.bulk_create(words, batch_size=_BATCH)
