"""Facts in hand: Ibis tables of the documented shape, what is known of them, and what was found wrong with them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from typing import Any, Literal

import pyarrow as pa

from feria.review.engines import holding
from feria.review.frame import Days
from feria.review.value import Count, Note, Value, note

Table = Any
"""An Ibis table expression (the library has no types of its own)."""

Remedy = Literal["mended", "refused", "noted"]


class Finding(Value, frozen=True, kw_only=True):
    """Something wrong with the input: what, in how many rows, and what became of it by a stated rule."""

    code: str
    count: Count
    remedy: Remedy
    example: str = ""


class FactsRefused(Exception):
    """The input cannot be reviewed; ``findings`` say why, the refused ones among them."""

    def __init__(self, findings: Iterable[Finding]) -> None:
        self.findings = tuple(findings)
        super().__init__(", ".join(each.code for each in self.findings if each.remedy == "refused"))


@dataclass(frozen=True)
class Facts:
    """Tables by name. ``known`` are the columns that were really given: the others are there, and empty."""

    source: str
    currency: str
    time_zone: str
    backend: Any  # the Ibis connection whose tables they are
    known: Mapping[str, frozenset[str]]
    days: Days  # from the first sale to the last
    findings: tuple[Finding, ...] = ()
    missing_days: tuple[date, ...] = ()
    labels: tuple[Note, ...] = ()
    tables: dict[str, Table] = field(default_factory=dict)

    def table(self, name: str) -> Table:
        """The table of that name; KeyError when it was not given."""
        if name not in self.known:
            raise KeyError(name)
        return self.tables[name] if name in self.tables else self.backend.table(name)

    def put(self, name: str, table: pa.Table) -> None:
        """A small table of our own beside the facts, under that name."""
        holding.put(self.backend, name, table)

    def keep(self, expression: Table) -> Table:
        """What an expression comes to, worked out once and asked often."""
        return holding.keep(self.backend, expression)

    def has(self, need: str) -> bool:
        """Whether a column is known: ``lines.sku``, or one of several: ``lines.cost|costs.unit_cost``."""
        return any(
            column in self.known.get(table, ())
            for table, _, column in (each.strip().partition(".") for each in need.split("|"))
        )

    def lacking(self, *needs: str) -> list[str]:
        """Those of the needs that are not met."""
        return [need for need in needs if not self.has(need)]

    def missing_for(self, question: str, *needs: str) -> tuple[Note, ...]:
        """A note that names what a question would need; nothing when it can be answered."""
        lacking = self.lacking(*needs)
        return (note("missing", question=question, needs=", ".join(lacking)),) if lacking else ()

    def with_labels(self, *labels: Note) -> Facts:
        """The same facts, with more to be said wherever they are shown."""
        return replace(self, labels=(*self.labels, *labels))
