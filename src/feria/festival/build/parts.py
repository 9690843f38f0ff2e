"""The readable records of a list."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from feria.festival.shapes import BAD, Values


def records(root: Values, name: str) -> list[Values]:
    return [each for each in root.get(name, []) if each is not BAD]


def good(values: Iterable[Any]) -> tuple[Any, ...]:
    return tuple(each for each in values if each is not BAD)
