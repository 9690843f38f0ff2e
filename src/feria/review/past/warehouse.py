"""A year of receipts as Parquet tables that review and replay read: lines, set_aside, baskets, products, households, campaigns,
campaign_households, coupons, redemptions, promotions, and ``manifest.json``, which ``building`` writes last.
"""

from __future__ import annotations

from datetime import date
from pathlib import Path

import msgspec

from feria.review.past import duck
from feria.review.past.account import Account

LAYOUT = 2
"""Raised when the tables change their shape or meaning: an older warehouse is then built anew."""

TABLES = (
    "lines",
    "set_aside",
    "baskets",
    "products",
    "households",
    "campaigns",
    "campaign_households",
    "coupons",
    "redemptions",
    "promotions",
)


class WarehouseMissing(Exception):
    """No finished warehouse stands in ``directory``."""

    def __init__(self, directory: Path) -> None:
        super().__init__(f"no warehouse in {directory}")
        self.directory = directory


class Manifest(msgspec.Struct, frozen=True, kw_only=True):
    """What a warehouse was built from and what it holds."""

    layout: int
    source: str  # SHA-256 over the source's files
    rows: dict[str, int]  # table -> rows
    account: Account


def manifest(target: Path) -> Manifest | None:
    """The manifest of the warehouse in ``target``; nothing when there is none that this program can read."""
    try:
        found = msgspec.json.decode((target / "manifest.json").read_bytes(), type=Manifest)
    except (FileNotFoundError, msgspec.DecodeError):
        return None
    whole = found.layout == LAYOUT and all((target / f"{table}.parquet").exists() for table in TABLES)
    return found if whole else None


def opened(target: Path) -> Manifest:
    """The manifest of a finished warehouse, or ``WarehouseMissing``."""
    found = manifest(target)
    if found is None:
        raise WarehouseMissing(target)
    return found


class Day(msgspec.Struct, frozen=True):
    """A day of the shops: baskets that have lines, and baskets that have none with a price."""

    day: date
    baskets: int
    empty_baskets: int


DAYS = """
SELECT day, count(*) FILTER (lines > 0), count(*) FILTER (lines = 0) FROM read_parquet($baskets) GROUP BY day ORDER BY day
"""


def days(target: Path) -> list[Day]:
    """The days on which somebody came to a till, in order."""
    found = duck.rows(DAYS, {"baskets": str(target / "baskets.parquet")})
    return [Day(*row) for row in found]
