"""Building the warehouse of a year of receipts: once, whole or not at all.

``build(source, target)`` takes the directory of the source's Parquet files and writes the tables into ``target``;
``manifest.json`` comes last: tables without one are a build that was interrupted, and the next build writes all of them again.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from pathlib import Path
from typing import Any

import duckdb
import msgspec
import pyarrow as pa
import pyarrow.parquet as pq

from feria.review.journey import goods, households, receipts
from feria.review.journey.departments import BY_MEASURE
from feria.review.past import account as accounts
from feria.review.past import duck
from feria.review.past.account import Account, Pile
from feria.review.past.warehouse import LAYOUT, Manifest, manifest

SOURCES = (
    "transactions",
    "products",
    "demographics",
    "campaigns",
    "campaign_descriptions",
    "coupons",
    "coupon_redemptions",
    "promotions",
)
SELECTIONS = {
    "lines": "SELECT * FROM lines ORDER BY household_id, bought_at, basket_id, product_id, part",
    "set_aside": "SELECT * FROM set_aside ORDER BY bought_at, basket_id, product_id",
    "baskets": """
SELECT b.*, coalesce(o.lines, 0)::INTEGER AS outside_lines, coalesce(o.charged_cents, 0)::INTEGER AS outside_charged_cents
FROM baskets b LEFT JOIN (
  SELECT basket_id, count(*) AS lines, sum(charged_cents) AS charged_cents FROM lines
  WHERE product_id IN (FROM no_goods) GROUP BY basket_id
) o USING (basket_id)
ORDER BY household_id, bought_at, basket_id""",
    "households": "SELECT * FROM households ORDER BY household_id",
    "campaigns": households.CAMPAIGNS,
    "campaign_households": households.CAMPAIGN_HOUSEHOLDS,
    "coupons": households.COUPONS,
    "redemptions": households.REDEMPTIONS,
    "promotions": households.PROMOTIONS,
}
"""Table -> the selection that is written, beside ``products``, which is named in Python. What a household bought stands
together and in the order of time, so that a replay need not sort it."""

Progress = Callable[[str, float], None]
"""Called with what is being done and the share of the work that is done, 0 to 1."""


class SourceMissing(Exception):
    """The data set is not where it was looked for. ``missing`` are the files' names."""

    def __init__(self, directory: Path, missing: list[str]) -> None:
        super().__init__(f"{directory} has no {', '.join(missing)}")
        self.directory = directory
        self.missing = missing


class Unbalanced(Exception):
    """Rows or cents were lost on the way: a defect of this program or a source it does not know."""


def build(source: Path, target: Path, progress: Progress = lambda _step, _share: None) -> Manifest:
    """Build the warehouse in ``target``, or leave it as it is when it was built from the same source."""
    missing = [name for name in SOURCES if not (source / f"{name}.parquet").is_file()]
    if missing:
        raise SourceMissing(source, [f"{name}.parquet" for name in missing])
    progress("Checking the source", 0.0)
    digest = _digest(source)
    found = manifest(target)
    if found is not None and found.source == digest:
        progress("Nothing to do", 1.0)
        return found
    target.mkdir(parents=True, exist_ok=True)
    (target / "manifest.json").unlink(missing_ok=True)
    with duck.connect() as database:
        made = _tables(database, source, target, digest, progress)
    _replace(
        target / "manifest.json",
        lambda path: path.write_bytes(msgspec.json.format(msgspec.json.encode(made))),
    )
    progress("Done", 1.0)
    return made


def _tables(
    database: duckdb.DuckDBPyConnection, source: Path, target: Path, digest: str, progress: Progress
) -> Manifest:
    """Work out every table, check that nothing was lost, then write them."""
    files = {name: source / f"{name}.parquet" for name in SOURCES}

    def run(statement: str, **values: duck.Value) -> duckdb.DuckDBPyConnection:
        return duck.run(database, statement, {**files, **values})

    progress("Reading receipts", 0.05)
    run(receipts.RAW, by_measure=sorted(BY_MEASURE))
    run(receipts.ASIDE)
    progress("Pricing lines", 0.15)
    run(receipts.LINES, zone=receipts.ZONE)
    run(receipts.BASKETS, zone=receipts.ZONE)
    progress("Naming products", 0.35)
    run(goods.SALES)
    named = list(goods.goods(run(goods.PRODUCTS).fetchall()))
    outside = [one.product_id for one in named if one.why_not == "not-goods"]
    run("CREATE TEMP TABLE no_goods AS SELECT unnest($outside::BIGINT[])", outside=outside)
    run("CREATE TEMP TABLE households AS " + households.HOUSEHOLDS)
    account = _account(run, named)
    if gaps := account.gaps():
        raise Unbalanced("; ".join(gaps))
    progress("Writing products", 0.5)
    rows = {"products": _write_goods(named, target)}
    # What has an ORDER BY keeps it; the big copies go through all cores.
    run("SET preserve_insertion_order = false")
    for done, (name, statement) in enumerate(SELECTIONS.items()):
        progress(f"Writing {name.replace('_', ' ')}", 0.55 + 0.05 * done)
        rows[name] = _write(run, statement, target / f"{name}.parquet")
    return Manifest(layout=LAYOUT, source=digest, rows=rows, account=account)


def _account(run: Callable[..., duckdb.DuckDBPyConnection], named: list[goods.Goods]) -> Account:
    def one_row(statement: str) -> tuple[Any, ...]:
        return next(iter(run(statement).fetchall()))

    read, priced, by_measure, below_zero, without_product = one_row(accounts.ACCOUNT)
    lines = one_row(accounts.LINE_PILES)
    baskets = one_row(accounts.BASKET_PILES)
    return Account(
        read=msgspec.convert(read, Pile, strict=False),
        priced=msgspec.convert(priced, Pile, strict=False),
        set_aside={reason: Pile(*sums) for reason, *sums in run(accounts.ASIDE_PILES).fetchall()},
        lines=Pile(*lines[:3]),
        split=lines[3],
        by_measure=by_measure,
        below_zero=below_zero,
        without_product=without_product,
        baskets=baskets[0],
        empty_baskets=baskets[1],
        products=len(named),
        sellable=sum(not one.why_not for one in named),
        households=one_row("SELECT count(*) FROM households")[0],
    )


def _write_goods(named: list[goods.Goods], target: Path) -> int:
    table = pa.Table.from_pylist([msgspec.to_builtins(one) for one in named])
    _replace(target / "products.parquet", lambda path: pq.write_table(table, path, compression="zstd"))
    return len(named)


def _write(run: Callable[..., duckdb.DuckDBPyConnection], statement: str, path: Path) -> int:
    """Write a selection to ``path`` through a temporary file: a reader sees the old table or the new one, never half."""

    def copy(temporary: Path) -> Any:
        return run(
            f"COPY ({statement}) TO $place (FORMAT parquet, COMPRESSION zstd)", place=temporary
        ).fetchone()

    return int(_replace(path, copy)[0])


def _replace(path: Path, write: Callable[[Path], Any]) -> Any:
    temporary = path.with_name(f".{path.name}.tmp")
    answer = write(temporary)
    temporary.replace(path)
    return answer


def _digest(source: Path) -> str:
    whole = hashlib.sha256(f"layout {LAYOUT}\n".encode())
    for name in SOURCES:
        with (source / f"{name}.parquet").open("rb") as file:
            whole.update(hashlib.file_digest(file, "sha256").digest())
    return whole.hexdigest()
