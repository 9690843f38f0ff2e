"""Tables of the work pages: declared columns; sorted by an address's ``sort``, paged, exported as CSV."""

from __future__ import annotations

import csv
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from django.core.paginator import Page, Paginator
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.utils.functional import Promise

PAGE = 50
FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r")


@dataclass(frozen=True, slots=True)
class Column:
    """One column. ``kind`` is text, number, money, time or state; ``sort`` names the field it sorts by; ``link`` gives an address."""

    key: str
    label: str | Promise
    value: Callable[[Any], Any]
    kind: str = "text"
    sort: str = ""
    link: Callable[[Any], str] | None = None


@dataclass(frozen=True, slots=True)
class Cell:
    """A value as the template shows it."""

    value: Any
    kind: str
    link: str


@dataclass(frozen=True, slots=True)
class Head:
    """A heading; ``address`` sorts by it, ``order`` is ascending, descending or none."""

    label: str | Promise
    kind: str
    address: str
    order: str


@dataclass(frozen=True, slots=True)
class Table:
    """A page of rows, ready to show."""

    heads: list[Head]
    rows: list[list[Cell]]
    page: Page[Any]
    query: str  # the address's other parameters, ending in "&" where there are any

    @property
    def query_for_pages(self) -> str:
        """The same for the pagination, which brings its own ampersand."""
        return self.query.removesuffix("&")


def table(request: HttpRequest, columns: Sequence[Column], rows: QuerySet[Any]) -> Table:
    """The page of ``rows`` that the request asks for, sorted as it asks."""
    chosen, descending = _chosen(request, columns)
    if chosen is not None:
        rows = rows.order_by(f"{'-' if descending else ''}{chosen.sort}", "pk")
    page = Paginator(rows, PAGE).get_page(request.GET.get("page"))
    return Table(
        heads=[_head(request, column, chosen, descending) for column in columns],
        rows=[[_cell(column, row) for column in columns] for row in page.object_list],
        page=page,
        query=_query(request, drop=("page",)),
    )


def wants_csv(request: HttpRequest) -> bool:
    """Whether the request asks for the whole table as a file."""
    return request.GET.get("format") == "csv"


def as_csv(name: str, columns: Sequence[Column], rows: Iterable[Any]) -> HttpResponse:
    """All rows as CSV; values that a spreadsheet would run as a formula are made harmless (P13)."""
    response = HttpResponse(content_type="text/csv; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="{name}.csv"'
    response.write("\ufeff")
    out = csv.writer(response)
    out.writerow([column.key for column in columns])
    for row in rows:
        out.writerow([_harmless(column.value(row)) for column in columns])
    return response


def _harmless(value: Any) -> Any:
    if isinstance(value, str) and value.startswith(FORMULA_STARTS):
        return f"'{value}"
    return value


def _chosen(request: HttpRequest, columns: Sequence[Column]) -> tuple[Column | None, bool]:
    asked = request.GET.get("sort", "")
    key = asked.removeprefix("-")
    found = next((column for column in columns if column.key == key and column.sort), None)
    return found, asked.startswith("-")


def _head(request: HttpRequest, column: Column, chosen: Column | None, descending: bool) -> Head:
    order = "none"
    if chosen is column:
        order = "descending" if descending else "ascending"
    address = ""
    if column.sort:
        turned = column.key if order == "descending" else f"-{column.key}"
        address = f"?{_query(request, drop=('sort', 'page'))}sort={turned}"
    return Head(column.label, column.kind, address, order)


def _cell(column: Column, row: Any) -> Cell:
    return Cell(column.value(row), column.kind, column.link(row) if column.link else "")


def _query(request: HttpRequest, drop: Sequence[str]) -> str:
    kept = request.GET.copy()
    for key in (*drop, "format"):
        kept.pop(key, None)
    return f"{kept.urlencode()}&" if kept else ""
