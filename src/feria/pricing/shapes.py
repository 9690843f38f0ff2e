"""Values made by hand whose fields are not what their classes say; documents are read by ``codec``, which is as strict."""

from __future__ import annotations

from datetime import date, datetime, time
from typing import Any, TypeVar

import msgspec

from feria.pricing.value import Value

MAX_DEPTH = 64
"""How deep the lists and parts of a value may stand in each other."""

NATIVE = (date, datetime, time)
"""What stays as it is on the way through: a date is no text, and text no date."""

Shaped = TypeVar("Shaped", bound=Value)


class Misshapen(Exception):
    """A field that holds something else than it should: ``place`` is where (``benefit.bps``), or ""."""

    def __init__(self, place: str, message: str) -> None:
        super().__init__(place, message)
        self.place = place
        self.message = message


def well_shaped(value: Shaped, kind: type[Shaped]) -> Shaped:
    """The value with its fields as the class has them: a list becomes a tuple, a word its enumeration's member.

    Raises Misshapen for what is something else.
    """
    try:
        raw = msgspec.to_builtins(value, builtin_types=NATIVE)
        if _is_deep(raw):
            raise Misshapen("", f"It is nested deeper than {MAX_DEPTH} levels.")
        return msgspec.convert(raw, kind, builtin_types=NATIVE)
    except msgspec.ValidationError as error:
        message, _, place = str(error).partition(" - at `$")
        raise Misshapen(place.rstrip("`").lstrip("."), f"{message}.") from None
    except RecursionError:
        raise Misshapen("", f"It is nested deeper than {MAX_DEPTH} levels.") from None
    except (TypeError, ValueError) as error:
        raise Misshapen("", f"{error}.") from None


def _is_deep(raw: Any) -> bool:
    """Whether builtins stand deeper in each other than that; level by level, so that no depth is too much to ask."""
    level = [raw]
    for _ in range(MAX_DEPTH):
        insides = [outer.values() if type(outer) is dict else outer for outer in level]
        level = [inner for inside in insides for inner in inside if type(inner) in _CONTAINERS]
        if not level:
            return False
    return True


_CONTAINERS = frozenset({dict, list, tuple})
