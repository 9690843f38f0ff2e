"""A little shop's tills: orders written as CSV, for reviews whose answer is known beforehand."""

from __future__ import annotations

import csv
from collections.abc import Iterable
from dataclasses import asdict, dataclass, fields
from datetime import date, timedelta
from pathlib import Path

FIRST = date(2017, 10, 1)  # a Sunday


@dataclass(frozen=True)
class Sale:
    """One line of an order, amounts as people write them."""

    order: str
    sold_at: str
    charged: str
    quantity: str = "1"
    sku: str = "soup"
    category: str = "grocery/soup"
    member: str = "ann"


def day(n: int) -> date:
    """The nth day of the little shop's past."""
    return FIRST + timedelta(days=n)


def sale(order: str, on: date, amount: int, **more: str) -> Sale:
    """A sale of so many whole dollars at noon."""
    return Sale(order=order, sold_at=f"{on.isoformat()} 12:00:00", charged=f"{amount}.00", **more)


def write(path: Path, sales: Iterable[object]) -> Path:
    """Records as CSV, a column for each of their fields."""
    rows = list(sales)
    with path.open("w", newline="", encoding="utf-8") as file:
        writer = csv.DictWriter(file, [field.name for field in fields(rows[0])])  # type: ignore[arg-type]
        writer.writeheader()
        writer.writerows(asdict(row) for row in rows)  # type: ignore[call-overload]
    return path


def usual_weeks(weeks: int = 8, sunday: int = 15_000, other: int = 0) -> list[Sale]:
    """Weeks that bring 100,000 each: 15,000 on Sundays, the rest spread over the other days, to the cent."""
    days = [day(n) for n in range(7 * weeks)]
    per = other or round((100_000 - sunday) * 100 / 6)
    return [
        Sale(
            order=f"u{n}",
            sold_at=f"{on} 12:00:00",
            charged=f"{sunday}.00" if on.weekday() == 6 else f"{per / 100:.2f}",
        )
        for n, on in enumerate(days)
    ]
