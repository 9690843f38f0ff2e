"""The shape of a past stretch of time: baskets and money second by second, as the warehouse has them."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path
from typing import NamedTuple

from feria.review.past import duck
from feria.review.past.warehouse import opened

SECONDS = """
SELECT CAST(epoch(local_at) - epoch($first::TIMESTAMP) AS BIGINT) AS second, count(*), sum(charged_cents)::BIGINT
FROM read_parquet($baskets)
WHERE lines > 0 AND local_at >= $first::TIMESTAMP AND local_at < $last::TIMESTAMP
GROUP BY second ORDER BY second
"""


class PastSecond(NamedTuple):
    """One second with baskets: seconds since the start, baskets, what was charged for them (cents)."""

    second: int
    baskets: int
    charged: int


def seconds_between(store: Path, first: datetime, last: datetime) -> list[PastSecond]:
    """The seconds of [first, last) in which somebody paid; both are local times of the shops, without a zone.

    Raises WarehouseMissing.
    """
    opened(store)
    values: dict[str, duck.Value] = {"baskets": store / "baskets.parquet", "first": first, "last": last}
    return [PastSecond(*row) for row in duck.rows(SECONDS, values)]
