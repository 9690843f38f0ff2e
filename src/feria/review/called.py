"""What shops, categories and coupons are called, in the languages in which that is known."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

import msgspec

from feria.review.daily import rows
from feria.review.facts.facts import Facts
from feria.review.value import Value

Called = dict[str, dict[str, str]]
"""Code -> language -> name; the language "" is the shops' own."""


def called(facts: Facts, wanted: Iterable[str]) -> Called:
    """The names of those codes, and of the steps that a category's path is made of."""
    if "names" not in facts.known:
        return {}
    asked = {
        "/".join(code.split("/")[:steps])
        for code in wanted
        for steps in range(1, code.count("/") + 2)
        if code
    }
    names = facts.table("names")
    found: Called = {}
    for row in rows(names.order_by(["code", "language", "name"])):
        if row["code"] in asked:
            found.setdefault(row["code"], {}).setdefault(row["language"] or "", row["name"])
    return found


def codes_in(value: Any) -> Iterable[str]:
    """Every code of a result that a table or a sentence may show."""
    if isinstance(value, Value):
        kinds = msgspec.structs.fields(type(value))
        for field in kinds:
            inside = getattr(value, field.name)
            if isinstance(inside, str):
                yield inside
            elif isinstance(inside, tuple | dict | Value):
                yield from codes_in(inside)
    elif isinstance(value, tuple):
        for each in value:
            yield from codes_in(each)
    elif isinstance(value, dict):
        for each in value.values():
            if isinstance(each, str):
                yield each
