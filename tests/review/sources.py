"""A grocer's year in a handful of receipt lines, in the shape of the Complete Journey's files."""

from __future__ import annotations

from dataclasses import asdict, dataclass, fields
from datetime import datetime
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq

NOON = datetime(2017, 11, 22, 17, 0)  # noqa: DTZ001 - the source writes UTC without a zone; noon in the shops


@dataclass(frozen=True)
class Receipt:
    """One receipt line as the source has it, dollars and all."""

    basket_id: int = 1
    household_id: int = 900
    store_id: int = 330
    product_id: int = 101
    quantity: int = 1
    sales_value: float = 2.00
    retail_disc: float = 0.0
    coupon_disc: float = 0.0
    coupon_match_disc: float = 0.0
    week: int = 47
    transaction_timestamp: datetime = NOON


@dataclass(frozen=True)
class Article:
    """One product as the source has it."""

    product_id: int = 101
    manufacturer_id: int = 69
    department: str = "GROCERY"
    brand: str = "National"
    product_category: str | None = "SOUP"
    product_type: str | None = "CONDENSED SOUP"
    package_size: str | None = "10.5 OZ"


SOUP = Article()
FUEL = Article(
    product_id=202,
    department="FUEL",
    product_category="COUPON/MISC ITEMS",
    product_type="GASOLINE-REG UNLEADED",
    package_size=None,
)

REST: dict[str, dict[str, Any]] = {
    "demographics": {"household_id": [900], "age": ["35-44"], "income": ["35-49K"], "home_ownership": [None], "marital_status": ["Married"], "household_size": ["2"], "household_comp": ["2 Adults No Kids"], "kids_count": ["0"]},
    "campaigns": {"campaign_id": [1], "household_id": [900]},
    "campaign_descriptions": {"campaign_id": [1], "campaign_type": ["Type A"], "start_date": [NOON], "end_date": [NOON]},
    "coupons": {"coupon_upc": [51111], "product_id": [101], "campaign_id": [1]},
    "coupon_redemptions": {"household_id": [900], "coupon_upc": [51111], "campaign_id": [1], "redemption_date": [NOON]},
    "promotions": {"product_id": [101], "store_id": [330], "display_location": ["9"], "mailer_location": ["0"], "week": [47]},
}  # fmt: skip


def write_source(directory: Path, receipts: list[Receipt], articles: list[Article] | None = None) -> Path:
    """The source's eight files in ``directory``."""
    directory.mkdir(parents=True, exist_ok=True)
    _write(directory / "transactions.parquet", Receipt, receipts)
    _write(directory / "products.parquet", Article, articles or [SOUP, FUEL])
    for name, columns in REST.items():
        pq.write_table(pa.table(columns), directory / f"{name}.parquet")
    return directory


def _write(path: Path, shape: type, rows: list[Any]) -> None:
    columns = {field.name: [asdict(row)[field.name] for row in rows] for field in fields(shape)}
    pq.write_table(pa.table(columns), path)
