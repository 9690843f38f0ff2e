"""CSV and Parquet files as facts: found, their columns recognised, their values cast, then checked (``mending``)."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from feria.festival.money import digits_of
from feria.review.facts.facts import Facts, FactsRefused, Finding, Remedy
from feria.review.facts.mapping import NOTHING, Mapping
from feria.review.facts.mending import mend
from feria.review.facts.opening import connect, quoted, quoted_name
from feria.review.facts.schema import BY_NAME, LINES, SHAPES, SQL, Column, Shape

Progress = Callable[[str, float], None]
ENDINGS = (".parquet", ".csv", ".csv.gz", ".tsv")


class FactsMissing(Exception):
    """There is nothing to read at ``path``."""

    def __init__(self, path: Path) -> None:
        super().__init__(str(path))
        self.path = path


@dataclass(frozen=True)
class Given:
    """A table as it was found: where, its columns' types, and which of them is ours."""

    shape: Shape
    read: str  # the SQL that reads it
    types: dict[str, str]  # theirs -> DuckDB's type
    named: dict[str, str]  # ours -> theirs


def quiet(_table: str, _share: float) -> None:
    """Nobody is told."""


def every(_file: Path) -> bool:
    """No file is left out."""
    return True


def read_files(
    path: Path,
    mapping: Mapping = NOTHING,
    progress: Progress = quiet,
    belongs: Callable[[Path], bool] = every,
) -> Facts:
    """Facts of a file of orders, or of a directory with a file for each table (``lines.csv``, ``refunds.parquet``).

    ``progress`` hears each table's name and the share that is read; of a folder of Parquet files those count that belong. Raises FactsMissing, FactsRefused.
    """
    places = _places(path, mapping, belongs)
    if "lines" not in places:
        raise FactsMissing(path)
    backend = connect()
    found: list[Finding] = []
    given: dict[str, Given] = {}
    for name, place in places.items():
        table = _recognised(backend, BY_NAME[name], place, mapping)
        absent = [each.name for each in table.shape.columns if each.needed and each.name not in table.named]
        if absent:
            remedy: Remedy = "refused" if name == "lines" else "noted"
            found.append(
                Finding(
                    code="columns-missing",
                    count=len(absent),
                    remedy=remedy,
                    example=f"{name}: {', '.join(absent)}",
                )
            )
            continue
        given[name] = table
    if any(each.remedy == "refused" for each in found):
        raise FactsRefused(found)
    currency = mapping.currency or mapping.keep_currency or _currency(backend, given["lines"])
    for done, (name, table) in enumerate(given.items()):
        progress(name, done / len(given))
        _stage(backend, table, mapping, digits_of(currency))
    known = {name: frozenset(table.named) for name, table in given.items()}
    return mend(backend, known, mapping, currency, str(path), found)


def _places(path: Path, mapping: Mapping, belongs: Callable[[Path], bool]) -> dict[str, list[Path]]:
    """Table -> the file or the files that hold it."""
    found: dict[str, list[Path]] = {}
    folder = path if path.is_dir() else path.parent
    if path.is_file():
        found["lines"] = [path]
    elif path.is_dir():
        for shape in SHAPES:
            for ending in ENDINGS:
                if (folder / f"{shape.name}{ending}").is_file():
                    found[shape.name] = [folder / f"{shape.name}{ending}"]
            if parts := [each for each in sorted((folder / shape.name).glob("*.parquet")) if belongs(each)]:
                found[shape.name] = parts
    for name, table in mapping.tables.items():
        if table.file:
            if not (folder / table.file).is_file():
                raise FactsMissing(folder / table.file)
            found[name] = [folder / table.file]
    return found


def _recognised(backend: Any, shape: Shape, places: list[Path], mapping: Mapping) -> Given:
    files = f"[{', '.join(quoted(str(place)) for place in places)}]"
    if places[0].suffix == ".parquet":
        read = f"read_parquet({files}, union_by_name = true)"
    else:
        read = f"read_csv({files}, all_varchar = true, header = true, normalize_names = false)"
    described = backend.raw_sql(f"DESCRIBE SELECT * FROM {read}").fetchall()  # noqa: S608 - quoted
    types = {row[0]: row[1] for row in described}
    told = mapping.columns_of(shape.name)
    strangers = [theirs for theirs in told.values() if theirs not in types]
    if strangers:
        example = f"{shape.name}: {', '.join(strangers)}"
        raise FactsRefused(
            [Finding(code="mapped-columns-missing", count=len(strangers), remedy="refused", example=example)]
        )
    return Given(shape=shape, read=read, types=types, named=_matched(shape, types, told))


def _matched(shape: Shape, types: dict[str, str], told: dict[str, str]) -> dict[str, str]:
    """Ours -> theirs: as told, else by our own name, else by a name that is known to mean it."""
    by_word = {_word(theirs): theirs for theirs in types}
    named = dict(told)
    for column in shape.columns:
        if column.name not in named and (theirs := by_word.get(_word(column.name))):
            named[column.name] = theirs
    for column in shape.columns:
        if column.name in named:
            continue
        likely = (by_word.get(_word(each)) for each in column.also)
        theirs = next((each for each in likely if each and each not in named.values()), None)
        if theirs:
            named[column.name] = theirs
    return named


def _word(name: str) -> str:
    return (
        name.strip().lower().replace("_", " ").replace("-", " ").removesuffix(" cents").removesuffix(" minor")
    )


def _currency(backend: Any, lines: Given) -> str:
    """The currency that the orders name most, or none."""
    if "currency" not in lines.named:
        return ""
    column = quoted_name(lines.named["currency"])
    asked = f"SELECT upper(trim({column}::VARCHAR)) AS c FROM {lines.read} WHERE c <> '' GROUP BY c ORDER BY count(*) DESC LIMIT 1"  # noqa: S608
    row = backend.raw_sql(asked).fetchone()
    return str(row[0]) if row else ""


def _stage(backend: Any, given: Given, mapping: Mapping, digits: int) -> None:
    """The table as ``given_NAME``: our columns, typed; what cannot be read as its type is empty."""
    columns = []
    for column in given.shape.columns:
        theirs = given.named.get(column.name)
        if theirs is None:
            columns.append(f"NULL::{SQL[column.kind]} AS {quoted_name(column.name)}")
            continue
        columns.append(f"{_cast(column, theirs, given, mapping, digits)} AS {quoted_name(column.name)}")
        if given.shape is LINES and column.name == "sold_at":
            columns.append(f"{_has_offset(theirs, given.types[theirs])} AS sold_at_has_offset")
    backend.raw_sql(f"CREATE TABLE given_{given.shape.name} AS SELECT {', '.join(columns)} FROM {given.read}")  # noqa: S608


def _cast(column: Column, theirs: str, given: Given, mapping: Mapping, digits: int) -> str:
    name, kind = quoted_name(theirs), given.types[theirs]
    match column.kind:
        case "text":
            return f"nullif(trim({name}::VARCHAR), '')"
        case "whole":
            return f"try_cast(round(try_cast({name} AS DOUBLE)) AS BIGINT)"
        case "money":
            amount = _amount(name, kind, theirs, mapping, digits)
            per_unit = mapping.prices == "unit" and given.shape is LINES and "quantity" in given.named
            units = quoted_name(given.named["quantity"]) if per_unit else ""
            return f"{amount} * try_cast({units} AS BIGINT)" if per_unit else amount
        case "instant":
            return _instant(name, kind, mapping)
        case "day":
            return f"try_cast({_instant(name, kind, mapping, shift=False)} AS DATE)"
        case "share":
            text = f"trim({name}::VARCHAR)"
            return f"CASE WHEN {text} LIKE '%\\%' ESCAPE '\\' THEN round(try_cast(rtrim({text}, '%') AS DOUBLE) * 100)::INTEGER ELSE try_cast({text} AS INTEGER) END"


def _amount(name: str, kind: str, theirs: str, mapping: Mapping, digits: int) -> str:
    """Minor units. Parquet's whole numbers are minor where their column says so (``_cents``) or the mapping does."""
    says_minor = theirs.lower().endswith(("_cents", "_minor"))
    if mapping.amounts == "minor" or (not mapping.amounts and says_minor):
        return f"try_cast({name} AS BIGINT)"
    if kind == "VARCHAR":
        name = f"regexp_replace({name}, '[^0-9.eE+-]', '', 'g')"  # currency signs and thousands' commas
    return f"try_cast(round(try_cast({name} AS DECIMAL(18, 4)) * {10**digits}) AS BIGINT)"


def _instant(name: str, kind: str, mapping: Mapping, shift: bool = True) -> str:
    """UTC. An instant without an offset is of the mapping's zone."""
    zone = mapping.instants_in or mapping.time_zone or "UTC"
    local = f"AT TIME ZONE {quoted(zone)} AT TIME ZONE 'UTC'" if shift else ""
    if kind == "TIMESTAMP WITH TIME ZONE":
        return f"{name} AT TIME ZONE {quoted('UTC' if shift else zone)}"
    if kind != "VARCHAR":
        return f"(try_cast({name} AS TIMESTAMP) {local})"
    read = (
        f"try_strptime({name}, {quoted(mapping.instants)})"
        if mapping.instants
        else f"try_cast({name} AS TIMESTAMP)"
    )
    spelt = f"regexp_replace(trim({name}), ' ?([+-][0-9]{{2}}):?([0-9]{{2}})$', '\\1:\\2')"  # -0500 as -05:00
    absolute = f"try_cast({spelt} AS TIMESTAMPTZ) AT TIME ZONE {quoted('UTC' if shift else zone)}"
    return f"CASE WHEN {_has_offset(name, kind, quote=False)} THEN {absolute} ELSE ({read} {local}) END"


def _has_offset(theirs: str, kind: str, quote: bool = True) -> str:
    name = quoted_name(theirs) if quote else theirs
    if kind == "VARCHAR":
        return f"regexp_matches(trim({name}), '[0-9:](Z|z| ?[+-][0-9]{{2}}:?([0-9]{{2}})?)$') AND {name} LIKE '%:%'"
    return "true" if kind == "TIMESTAMP WITH TIME ZONE" else "false"
