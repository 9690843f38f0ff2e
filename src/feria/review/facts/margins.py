"""Assumed margins by category, for goods whose cost is not known: a YAML file of ``grocery: 25%``; ``all`` is for the rest."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from decimal import Decimal, InvalidOperation

import pyarrow as pa
from ruamel.yaml import YAML
from ruamel.yaml.error import YAMLError

from feria.review.facts.facts import Facts

EVERYTHING = "all"


class MarginsRefused(Exception):
    """The text is not a list of margins."""


def read_margins(text: str) -> dict[str, int]:
    """Category path -> basis points of the listed price; "" for everything else. Raises MarginsRefused."""
    try:
        told = YAML(typ="safe", pure=True).load(text)
    except YAMLError as problem:
        raise MarginsRefused(str(problem)) from problem
    if not isinstance(told, dict) or not told:
        raise MarginsRefused("they need a line for each category, like `grocery: 25%`")
    return {"" if name == EVERYTHING else str(name): _bps(str(name), rate) for name, rate in told.items()}


def _bps(name: str, rate: object) -> int:
    text = str(rate).strip()
    try:
        percent = Decimal(text.removesuffix("%"))
    except InvalidOperation:
        raise MarginsRefused(f"{name}: {text} is no rate like 25%") from None
    if not text.endswith("%") or not 0 <= percent < 100:
        raise MarginsRefused(f"{name}: {text} is no rate from 0% to below 100%")
    return int(percent * 100)


def with_margins(facts: Facts, margins: Mapping[str, int]) -> Facts:
    """The facts with margins assumed; whatever they lead to is labelled so."""
    told = pa.table(
        {
            "category": list(margins),
            "margin_bps": pa.array(margins.values(), pa.int32()),
            "source": [""] * len(margins),
        }
    )
    table = facts.backend.create_table("margins_told", told, overwrite=True)
    known = {**facts.known, "margins": frozenset({"category", "margin_bps"})}
    return replace(facts, known=known, tables={**facts.tables, "margins": table})
