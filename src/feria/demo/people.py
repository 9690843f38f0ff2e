"""The warehouse's households as members of the mall. What the source does not tell stays empty."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

from feria.mall.members import api as members
from feria.review.past import duck

SELECTION = """
SELECT code, level, region, age_band, income_band, household_size, kids, home, marital_status, household, first_at
FROM read_parquet($households) ORDER BY household_id
"""


def read_members(warehouse: Path) -> tuple[list[members.MemberRecord], dict[str, datetime]]:
    """Every household as a record, and when each was first seen at the till (so that nobody counts as new)."""
    rows = duck.rows(SELECTION, {"households": str(warehouse / "households.parquet")})
    names = (
        "code",
        "level",
        "region",
        "age_band",
        "income_band",
        "household_size",
        "kids",
        "home",
        "marital_status",
        "household",
    )
    records = [members.MemberRecord(**dict(zip(names, row[:-1], strict=True))) for row in rows]
    return records, {row[0]: row[-1].replace(tzinfo=UTC) for row in rows}
