"""``ladder: [{id: ..., sku: ..., units: 100, from: 2026-11-01, off: [10%, 20%]}]``: cheaper every day (R2.12)."""

from __future__ import annotations

from feria.festival.amounts import Rate, Whole
from feria.festival.instants import Day
from feria.festival.shapes import Field, ListOf, Record, Shape
from feria.festival.texts import Slug, Word


def ladder_record(name: Field, funders: Shape) -> Record:
    """The record of a ladder, of the fields and shapes that it shares with others."""
    return Record(
        "ladder",
        [
            Field("id", Slug(), "A name for programs; it stays the same for good.", required=True, example="kettle-ladder"),
            name,
            Field("sku", Word(), "The product.", required=True, example="1082185"),
            Field("units", Whole(least=1), "Units sold at the ladder's prices; it ends when they are gone.", required=True, example="10000"),
            Field("per_member", Whole(least=1, most=1000), "Units one member may have at them. Left out: no limit.", example="2"),
            Field("from", Day(), "The first day.", required=True, example="2026-11-01"),
            Field("off", ListOf(Rate(), at_least=1), "What comes off on the first day, the second, and so on; 100% gives it away.", required=True, example="[10%, 20%, 30%]"),
            Field("funders", funders, "Who bears it. Left out: the mall.", example="{shop: 60%, mall: 40%}"),
        ],
        doc="So many units of a product, cheaper every day until they are gone.",
    )  # fmt: skip
