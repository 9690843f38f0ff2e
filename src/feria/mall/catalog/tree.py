"""The category tree with how much is on sale under each node."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass

from django.db.models import Count

from feria.mall.catalog.models import Category, Product


@dataclass(frozen=True, slots=True, kw_only=True)
class Node:
    """A category; ``products`` counts what is on sale in it and below it."""

    path: str
    name: str
    depth: int
    products: int
    children: tuple[Node, ...] = ()


def category_tree(shop: str | None = None, depth: int | None = None) -> tuple[Node, ...]:
    """The roots with everything under them down to ``depth``, largest first; in two queries.

    Categories with nothing on sale (in that shop) are left out.
    """
    counts = _counts(shop)
    children: dict[str, list[Category]] = {}
    for row in Category.objects.order_by("path"):
        if counts[row.path]:
            children.setdefault(row.path.rpartition("/")[0], []).append(row)

    def below(path: str, level: int) -> tuple[Node, ...]:
        if depth is not None and level > depth:
            return ()
        rows = sorted(children.get(path, []), key=lambda row: (-counts[row.path], row.name))
        return tuple(
            Node(
                path=row.path,
                name=row.name,
                depth=row.depth,
                products=counts[row.path],
                children=below(row.path, level + 1),
            )
            for row in rows
        )

    return below("", 1)


def _counts(shop: str | None) -> Counter[str]:
    """Products on sale by category path, every ancestor counting what is below it."""
    on_sale = Product.objects.filter(is_on_sale=True, shop__is_open=True).order_by()
    if shop is not None:
        on_sale = on_sale.filter(shop__code=shop)
    total: Counter[str] = Counter()
    for path, products in on_sale.values_list("category__path").annotate(products=Count("id")):
        steps = path.split("/")
        for end in range(1, len(steps) + 1):
            total["/".join(steps[:end])] += products
    return total


def categories(parent: str | None = None, shop: str | None = None) -> list[Category]:
    """The children of a category (the roots for None), each with ``products_count`` on sale below it, largest first."""
    counts = _counts(shop)
    rows = Category.objects.filter(parent__path=parent) if parent else Category.objects.filter(parent=None)
    for row in rows:
        row.products_count = counts[row.path]  # type: ignore[attr-defined]
    return sorted((row for row in rows if counts[row.path]), key=lambda row: (-counts[row.path], row.name))
