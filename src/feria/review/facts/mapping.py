"""What foreign columns are called and how their values are written: a YAML file, or nothing where names are well known.

currency: EUR
time_zone: Europe/Madrid      # of the shops' days, and of instants without an offset
    instants_in: UTC              # where those are not of the shops' own zone
amounts: decimal              # 12.50; or minor: 1250
prices: line                  # amounts are for the whole line; or unit
instants: "%d/%m/%Y %H:%M"    # only where they are not ISO 8601
columns:                      # of the orders
  order: Order ID
  charged: Line total
tables:                       # further files, beside the orders' own
  refunds: {file: refunds.csv, columns: {order: Order, amount: Refunded}}
  products: {table: shop.articles}   # of a database: --engine postgres
"""

from __future__ import annotations

from typing import Literal
from zoneinfo import ZoneInfo

import msgspec
from ruamel.yaml import YAML
from ruamel.yaml.error import YAMLError

from feria.festival.money import CURRENCIES
from feria.review.facts.schema import BY_NAME


class MappingRefused(Exception):
    """The mapping does not say what a mapping can. ``where`` is the place in it."""

    def __init__(self, where: str, why: str) -> None:
        super().__init__(f"{where}: {why}" if where else why)
        self.where = where
        self.why = why


class TableMapping(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """One further table: its file, beside the orders' own, or its name in the database that holds the orders, and
    what its columns are called there."""

    file: str = ""
    table: str = ""
    columns: dict[str, str] = {}


class Mapping(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """How to read foreign files. ``time_zone`` empty: days are as they are written."""

    currency: str = ""
    keep_currency: str = ""  # of mixed ones: the others are set aside
    time_zone: str = ""
    instants_in: Literal["", "UTC"] = ""  # of those without an offset, where it is not the shops' own zone
    amounts: Literal["", "decimal", "minor"] = ""
    prices: Literal["line", "unit"] = "line"
    instants: str = ""
    columns: dict[str, str] = {}
    tables: dict[str, TableMapping] = {}

    def columns_of(self, table: str) -> dict[str, str]:
        """Ours -> theirs."""
        own = self.tables.get(table, TableMapping()).columns
        return {**self.columns, **own} if table == "lines" else own


NOTHING = Mapping()


def read_mapping(text: str) -> Mapping:
    """The mapping that a YAML text says. Raises MappingRefused."""
    try:
        told = YAML(typ="safe", pure=True).load(text)
    except YAMLError as problem:
        raise MappingRefused("", str(problem)) from problem
    try:
        mapping = msgspec.convert(told if told is not None else {}, Mapping)
    except msgspec.ValidationError as problem:
        why, _, where = str(problem).partition(" - at ")
        raise MappingRefused(where.strip("`").removeprefix("$."), why) from problem
    _check(mapping)
    return mapping


def _check(mapping: Mapping) -> None:
    for where in ("currency", "keep_currency"):
        if (code := getattr(mapping, where)) and code not in CURRENCIES:
            raise MappingRefused(where, f"{code} is no currency (ISO 4217)")
    if mapping.time_zone:
        try:
            ZoneInfo(mapping.time_zone)
        except (KeyError, ValueError, OSError) as problem:
            raise MappingRefused("time_zone", f"{mapping.time_zone} is no time zone (IANA)") from problem
    for table in ("lines", *mapping.tables):
        shape = BY_NAME.get(table)
        if shape is None:
            raise MappingRefused(f"tables.{table}", f"there is no such table; there are {', '.join(BY_NAME)}")
        for column in mapping.columns_of(table):
            if shape.column(column) is None:
                known = ", ".join(each.name for each in shape.columns)
                raise MappingRefused(
                    f"{table}.columns.{column}", f"there is no such column; there are {known}"
                )
