"""A review's parts as plain tables: columns with their units, rows of values. HTML, XLSX and the terminal show these."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import msgspec
from msgspec import inspect

from feria.review.value import Answer, Note, Value

HIDDEN = frozenset(Answer.__struct_fields__)
"""Every part has these; they are said as sentences."""


class ColumnView(Value, frozen=True, kw_only=True):
    """A column: its code, and the unit of what stands in it."""

    code: str
    kind: str

    @property
    def is_number(self) -> bool:
        """Whether it is set to the right."""
        return self.kind in ("money", "count", "share", "hours", "times")


class TableView(Value, frozen=True, kw_only=True):
    """A table by its code, ``profit.departments``. ``rows`` have a value for each column."""

    code: str
    columns: tuple[ColumnView, ...]
    rows: tuple[tuple[Any, ...], ...]


class Figure(Value, frozen=True, kw_only=True):
    """A single figure of a part."""

    code: str
    kind: str
    value: Any = None


def tables_of(part: str, answer: Value) -> Iterator[TableView]:
    """Each tuple of rows in a part, those inside its values too, that is not empty."""
    for name, value in _fields(answer):
        if name in HIDDEN:
            continue
        if (
            isinstance(value, tuple)
            and value
            and isinstance(value[0], Value)
            and not isinstance(value[0], Note)
        ):
            yield _table(f"{part}.{name}", value)
        elif isinstance(value, Value):
            yield from tables_of(part, value)


def figures_of(answer: Value) -> Iterator[Figure]:
    """Each single figure of a part, those inside its values too."""
    kinds = columns_of(type(answer))
    for name, value in _fields(answer):
        if name in HIDDEN or value is None:
            continue
        if isinstance(value, Value):
            yield from figures_of(value)
        elif not isinstance(value, tuple | dict) and value != "":
            yield Figure(code=name, kind=kinds[name].kind, value=value)


def columns_of(kind: type[Value]) -> dict[str, ColumnView]:
    """The fields of a row's type with their units."""
    described = inspect.type_info(kind)
    assert isinstance(described, inspect.StructType)  # noqa: S101 - a Value is one
    return {field.name: ColumnView(code=field.name, kind=_kind(field.type)) for field in described.fields}


def _table(code: str, rows: tuple[Value, ...]) -> TableView:
    """Columns that say nothing in any row are left out."""
    columns = [
        (name, column)
        for name, column in columns_of(type(rows[0])).items()
        if any(not _is_empty(getattr(row, name)) for row in rows)
    ]
    return TableView(
        code=code,
        columns=tuple(column for _, column in columns),
        rows=tuple(tuple(getattr(row, name) for name, _ in columns) for row in rows),
    )


def _is_empty(value: Any) -> bool:
    return value is None or value == "" or isinstance(value, tuple | dict | Value)


def _fields(value: Value) -> Iterator[tuple[str, Any]]:
    return ((name, getattr(value, name)) for name in value.__struct_fields__)


def _kind(described: inspect.Type) -> str:
    match described:
        case inspect.UnionType(types=types):
            return next(_kind(each) for each in types if not isinstance(each, inspect.NoneType))
        case inspect.Metadata(extra=extra) if extra and "kind" in extra:
            return str(extra["kind"])
        case inspect.IntType():
            return "count"
        case inspect.BoolType():
            return "flag"
        case inspect.DateType():
            return "day"
    return "text"


def as_json(review: msgspec.Struct) -> bytes:
    """The whole result for the next program, and for next year's comparison."""
    return msgspec.json.format(msgspec.json.encode(review), indent=2)
