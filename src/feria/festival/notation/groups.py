"""``group: [{id: ..., sku: ..., price: 39.90, size: 3, hours: 24, when: ...}]``: cheaper together (R2.14)."""

from __future__ import annotations

from feria.festival.amounts import Money, Whole
from feria.festival.shapes import Field, Record, Shape
from feria.festival.texts import Slug, Word

LARGEST = 100
"""Members of a group at most: they all become buyers in one transaction."""
LONGEST = 720
"""Hours that a group may take to fill: the money of those who paid waits meanwhile."""


def group_record(name: Field, when: Shape, funders: Shape) -> Record:
    """The record of a group buy, of the fields and shapes that it shares with others."""
    return Record(
        "group_buy",
        [
            Field("id", Slug(), "A name for programs; with the festival's id before it, it appears in addresses.", required=True, example="kettles-together"),
            name,
            Field("sku", Word(), "The product.", required=True, example="1082185"),
            Field("price", Money(), "What a unit costs each member of a full group.", required=True, example="39.90"),
            Field("size", Whole(least=2, most=LARGEST), "Members that fill a group.", required=True, example="3"),
            Field("hours", Whole(least=1, most=LONGEST), "Hours from its start in which they must have paid.", required=True, example="24"),
            Field("when", when, "When groups can be started and filled, one unbroken span. No group outlasts it.", required=True, example="{phase: main}"),
            Field("units", Whole(least=2), "Units that groups can have in all. Left out: as many as are in stock.", example="300"),
            Field("per_member", Whole(least=1, most=1000), "Units one member may have in its groups. Left out: no limit.", example="2"),
            Field("funders", funders, "Who bears the reduction. Left out: the mall.", example="{shop: 60%, mall: 40%}"),
        ],
        doc="A price for a group that fills in time; otherwise everybody gets their money back.",
    )  # fmt: skip
