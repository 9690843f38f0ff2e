"""Which goods a festival promoted, which stand near them, and which it left alone: what a counterfactual needs to know.

A promotion on everything promotes everything: then no goods are left to compare with, and the calendar must tell alone.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Sequence
from typing import NamedTuple

import pyarrow as pa

from feria.festival import Document
from feria.pricing import Line, Promotion
from feria.review.effect.api import Role
from feria.review.facts.facts import Facts

ROLES = "roles"
"""The table that ``daily.grouped_products`` reads: sku, group (a role, for controls followed by a colon and a department)."""


class Roles(NamedTuple):
    """The shelves (first two steps of a category's path) by what they are to the festival."""

    shelves: frozenset[str]  # with promoted goods on them
    similar: frozenset[str]  # of these, those with other goods too
    complementary: frozenset[str]


Beside = Callable[[Collection[str]], Collection[str]]
"""Promoted shelves -> those that go into the basket with them."""


def put_roles(
    facts: Facts,
    document: Document | None,
    categories: Sequence[str] = (),
    beside: Beside = lambda _shelves: (),
) -> Roles | None:
    """Write down each product's role; nothing when everything is promoted or nothing is known of the goods.

    ``categories`` are paths that were promoted, where no document says which goods were.
    """
    if facts.lacking("products.category", "lines.sku") or not (document or categories):
        return None
    goods = facts.table("products").select("sku", "shop", "category", "brand").to_pyarrow()
    lines = [_line(*row) for row in zip(*(column.to_pylist() for column in goods.columns), strict=True)]
    promotions = document.all_promotions if document and not categories else ()
    promoted = [
        _under(line.category, categories) or any(each.scope.holds(line) for each in promotions)
        for line in lines
    ]
    if all(promoted) or not any(promoted):
        return None
    near = {_shelf(line) for line, is_promoted in zip(lines, promoted, strict=True) if is_promoted}
    company = frozenset(beside(near)) - near
    groups = [
        _group(line, is_promoted, near, company) for line, is_promoted in zip(lines, promoted, strict=True)
    ]
    table = pa.table({"sku": goods["sku"], "group": pa.array(groups, pa.string())})
    facts.put(ROLES, table)
    others = {_shelf(line) for line, is_promoted in zip(lines, promoted, strict=True) if not is_promoted}
    return Roles(frozenset(near), frozenset(near & others), company)


def promotes_all(promotions: Sequence[Promotion]) -> bool:
    """Whether one of them leaves no goods out."""
    return any(each.scope.keys() is None for each in promotions)


def _line(sku: object, shop: str | None, category: str | None, brand: str | None) -> Line:
    return Line(
        id="",
        sku=str(sku),
        quantity=1,
        unit_price=1,
        shop=shop or "",
        category=category or "",
        brand=brand or "",
    )


def _under(path: str, categories: Sequence[str]) -> bool:
    return any(path == each or path.startswith(f"{each}/") for each in categories)


def _shelf(line: Line) -> str:
    """The first two steps of the path: goods of one shelf may take one another's place."""
    return "/".join(line.category.split("/")[:2])


def _group(line: Line, is_promoted: bool, near: Collection[str], company: Collection[str]) -> str:
    if is_promoted:
        return Role.PROMOTED
    if _shelf(line) in near:
        return Role.SIMILAR
    if _shelf(line) in company:
        return Role.COMPLEMENTARY
    return f"{Role.CONTROL}:{line.category.partition('/')[0]}"
