"""Which lines the festival may have moved, and which ones can bear witness to what it did not."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from typing import Any

import ibis

from feria.review.effect.related import Related
from feria.review.effect.series import Role

CLOSEST = 5
"""Complementary categories taken for each promoted one: the surest few, or no control would be left."""


def beside(kin: Iterable[Related], promoted: Collection[str], closest: int = CLOSEST) -> frozenset[str]:
    """The categories that go into the basket with promoted ones, from ``related`` asked of categories."""
    found: set[str] = set()
    for related in kin:
        if related.item in promoted:
            found.update(one.item for one in related.complementary[:closest])
    return frozenset(found - set(promoted))


def with_roles(lines: Any, *, promoted: Collection[str], complementary: Collection[str] = ()) -> Any:
    """The lines with ``role`` and ``series``, ready for ``daily``.

    ``lines`` is an Ibis table with ``item`` and ``category`` (and what is to be summed). ``promoted`` are items; other
    items of their categories are similar; ``complementary`` are categories, from ``beside``. A control's series is its category.
    """
    offered = ibis.memtable({"item": sorted(promoted)}, schema={"item": "string"})
    lines = lines.mutate(item=lines.item.cast("string"))
    shelves = lines.semi_join(offered, "item").select("category").distinct()
    known = lines.left_join(offered.mutate(is_offered=True), "item").drop("item_right")
    known = known.left_join(shelves.mutate(is_shelf=True), "category").drop("category_right")
    role = ibis.cases(
        (known.is_offered.notnull(), Role.PROMOTED.value),
        (known.is_shelf.notnull(), Role.SIMILAR.value),
        (known.category.isin(sorted(complementary) or [""]), Role.COMPLEMENTARY.value),
        else_=Role.CONTROL.value,
    )
    return known.mutate(role=role, series=known.category).drop("is_offered", "is_shelf")
