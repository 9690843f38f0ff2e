"""Margins for the demo mall: made up, and said to be so wherever a profit rests on them. The source knows no costs."""

from __future__ import annotations

import csv
from io import StringIO
from pathlib import Path

FILE = "margins.csv"
MADE_UP = "made-up"

MARGINS = {
    "": 28, "bakery": 48, "coffee-shop": 55, "cosmetics": 42, "deli": 45, "drugstore": 33, "flowers": 45, "frozen-grocery": 30,
    "garden": 38, "grocery": 26, "grocery/beers-and-ales": 20, "grocery/milk": 18, "housewares": 40, "meat": 24, "nutrition": 34,
    "packaged-meat": 27, "packaged-seafood": 29, "produce": 36, "salad-bar": 52, "seafood": 30, "spirits": 22, "toys": 38,
}  # fmt: skip
"""Per cent of the listed price by the beginning of a category's path; "" for all others."""


def put_margins(home: Path) -> None:
    """Lay the demo's margins beside its warehouse and its facts, where a review looks for them."""
    text = StringIO()
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow(("category", "margin_bps", "source"))
    writer.writerows((category or "all", f"{percent}%", MADE_UP) for category, percent in MARGINS.items())
    for folder in (home / "warehouse", home / "facts"):
        folder.mkdir(parents=True, exist_ok=True)
        (folder / FILE).write_text(text.getvalue(), encoding="utf-8")
