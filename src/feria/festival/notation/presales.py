"""``presale: [{id: ..., deposit: ..., balance: ..., products: [...]}]``: goods ordered ahead (R2.13)."""

from __future__ import annotations

from feria.festival.amounts import Money, Whole
from feria.festival.shapes import Field, ListOf, Record, Shape
from feria.festival.texts import Slug, Word

PRESALE_GOOD = Record(
    "presale_product",
    [
        Field("sku", Word(), "The product.", required=True, example="1082185"),
        Field("price", Money(), "What a unit costs those who order ahead, before the deposit counts.", required=True, example="200.00"),
        Field("deposit", Money(), "What is paid ahead for a unit. Who does not pay the balance loses it.", required=True, example="10.00"),
        Field("counts_as", Money(), "What the deposit counts for toward the price; itself unless said.", example="20.00"),
        Field("units", Whole(least=1), "Units that can be ordered ahead. Left out: as many as are in stock.", example="100"),
        Field("per_member", Whole(least=1, most=1000), "Units one member may order ahead. Left out: no limit.", example="2"),
    ],
    doc="A product that can be ordered ahead.",
)  # fmt: skip


def presale_record(name: Field, when: Shape, funders: Shape) -> Record:
    """The record of a presale, of the fields and shapes that it shares with others."""
    return Record(
        "presale",
        [
            Field("id", Slug(), "A name for programs; with the festival's id before it, it appears in addresses.", required=True, example="kettles-ahead"),
            name,
            Field("deposit", when, "When deposits are taken, one unbroken span.", required=True, example="{phase: presale}"),
            Field("balance", when, "When balances are due, one unbroken span after the deposits. Unpaid at its end, an order lapses.", required=True, example="{phase: main}"),
            Field("funders", funders, "Who bears the reduction. Left out: the mall.", example="{shop: 60%, mall: 40%}"),
            Field("products", ListOf(PRESALE_GOOD, at_least=1), "What can be ordered ahead.", required=True, example="[{sku: 1082185, price: 200.00, deposit: 10.00, counts_as: 20.00}]"),
        ],
        doc="Goods ordered ahead: a deposit now, the balance in its own window.",
    )  # fmt: skip
