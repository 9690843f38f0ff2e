"""What a way to write a benefit consists of."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, NamedTuple

from feria.festival.shapes import Field
from feria.pricing import Benefit


class Modifiers(NamedTuple):
    """What may be said beside a benefit: a cap on the whole reduction (0: none), and whether tiers repeat."""

    cap: int = 0
    every: bool = False


class Notation(NamedTuple):
    """How a benefit is written; ``make`` gets the value read, ``takes`` names the modifiers it knows."""

    field: Field
    make: Callable[[Any, Modifiers], Benefit]
    takes: tuple[str, ...] = ()
