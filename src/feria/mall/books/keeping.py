"""Facts kept in a folder and carried on by the outbox: each refresh reads what came since the last, and nothing twice.

A refresh writes its tables first and says last, in ``facts.json``, how far it has read. Files are named by the first event that
they hold: what one that was cut short has left is past what is said, so no reader takes it, and the next writes it over.
Two at a time would write the same events under two names, so the second waits for the first.
"""

from __future__ import annotations

import fcntl
import os
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from zoneinfo import ZoneInfo

import pyarrow as pa
import pyarrow.parquet as pq
from django.conf import settings

from feria.mall.books.sales import TOPICS, Row, rows_of
from feria.mall.books.standing import STANDING, stock
from feria.mall.kit.api import events_after, now, one_moment
from feria.review.facts.kept import Kept, keep, kept
from feria.review.facts.schema import BY_NAME

BATCH = 5_000
"""Events that are read at a time."""
LOCK = ".refreshing"
TYPES = {
    "text": pa.string(),
    "whole": pa.int64(),
    "money": pa.int64(),
    "instant": pa.timestamp("us"),
    "day": pa.date32(),
    "share": pa.int32(),
}


@dataclass(frozen=True, kw_only=True)
class Refreshed:
    """What a refresh did: events read, and up to which; rows written by table."""

    events: int
    upto: int
    rows: dict[str, int]


def refresh(folder: Path) -> Refreshed:
    """Bring the facts in ``folder`` up to now."""
    with _alone(folder):
        return _refreshed(folder)


@contextmanager
def _alone(folder: Path) -> Iterator[None]:
    """Nobody else refreshes the folder meanwhile; who dies lets go."""
    folder.mkdir(parents=True, exist_ok=True)
    with (folder / LOCK).open("w") as held:
        fcntl.flock(held, fcntl.LOCK_EX)
        yield


def _refreshed(folder: Path) -> Refreshed:
    before = kept(folder)
    upto, events = before.upto if before else 0, 0
    written: dict[str, int] = {}
    zone = ZoneInfo(settings.TIME_ZONE)
    while batch := events_after(upto, TOPICS, BATCH):
        for table, rows in rows_of(batch, zone).items():
            _write(folder / table / f"{batch[0].pk:012}.parquet", table, rows)
            written[table] = written.get(table, 0) + len(rows)
        upto, events = batch[-1].pk, events + len(batch)
        _keep(folder, upto)
    for table, rows in _standing(zone).items():
        written[table] = _write(folder / table / "now.parquet", table, rows)
    if events or before is None:
        at = now()
        written["stock"] = _write(folder / "stock" / f"{upto:012}.parquet", "stock", stock(at))
    _keep(folder, upto)
    return Refreshed(events=events, upto=upto, rows=written)


def _standing(zone: ZoneInfo) -> dict[str, list[Row]]:
    """The tables of what stands now, read as of one moment: no cart of a member, and no coupon, whom another table lacks."""
    with one_moment():
        return {table: list(read(zone)) for table, read in STANDING.items()}


def _keep(folder: Path, upto: int) -> None:
    keep(folder, Kept(upto=upto, currency=settings.CURRENCY, time_zone=settings.TIME_ZONE))


def _write(path: Path, table: str, rows: Iterable[Row]) -> int:
    """Through a temporary file: a reader sees the old one or the new one. No rows, no file."""
    shape = BY_NAME[table]
    found = list(rows)
    if not found:
        path.unlink(missing_ok=True)
        return 0
    named = [column for column in shape.columns if any(column.name in row for row in found[:1])]
    schema = pa.schema([(column.name, TYPES[column.kind]) for column in named])
    path.parent.mkdir(parents=True, exist_ok=True)
    temporary = path.with_name(f".{path.name}.tmp")
    with temporary.open("wb") as file:
        pq.write_table(pa.Table.from_pylist(found, schema=schema), file, compression="zstd")
        file.flush()
        os.fsync(file.fileno())  # on the disk before it is said to be
    temporary.replace(path)
    return len(found)
