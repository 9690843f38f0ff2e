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
    rows = list(Category.objects.order_by("path"))
    counts = _counts({row.pk: row.path for row in rows}, shop)
    children: dict[str, list[Category]] = {}
    for row in rows:
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


def categories(parent: str | None = None, shop: str | None = None) -> list[Category]:
    """The children of a category (the roots for None), each with ``products_count`` on sale below it, largest first."""
    within = Category.objects.filter(path__startswith=f"{parent}/") if parent else Category.objects.all()
    paths = dict(within.order_by().values_list("pk", "path"))
    counts = _counts(paths, shop)
    wanted = [pk for pk, path in paths.items() if path.rpartition("/")[0] == (parent or "") and counts[path]]
    rows = list(Category.objects.filter(pk__in=wanted))
    for row in rows:
        row.products_count = counts[row.path]
    return sorted(rows, key=lambda row: (-counts[row.path], row.name))


def _counts(paths: dict[int, str], shop: str | None) -> Counter[str]:
    """Products on sale by category path, every ancestor counting what is below it; ``paths`` by the category's id."""
    on_sale = Product.objects.filter(is_on_sale=True, shop__is_open=True, category__in=list(paths)).order_by()
    if shop is not None:
        on_sale = on_sale.filter(shop__code=shop)
    total: Counter[str] = Counter()
    for pk, products in on_sale.values_list("category").annotate(products=Count("id")):
        steps = paths[pk].split("/")
        for end in range(1, len(steps) + 1):
            total["/".join(steps[:end])] += products
    return total
