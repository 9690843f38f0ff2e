"""``stacking: {joins: any, excludes: [other]}``: what an offer may stand beside in one order (R2.2)."""

from __future__ import annotations

from feria.festival.amounts import Whole
from feria.festival.shapes import BAD, Bad, Field, OneOrMany, Reading, Record, Schema, Shape
from feria.festival.texts import Slug, Yes
from feria.festival.tree import Node, Scalar
from feria.pricing import Stacking
from feria.pricing.stacking import ANY

_EVERYONE = "any"


class Company(Shape):
    """``any``, an offer's id, or a list of them; becomes ids, or the engine's word for any."""

    expected, example = "@company", "any"
    label = "`any`, id, or a list of ids"

    def read(self, node: Node, path: str, reading: Reading) -> tuple[str, ...] | Bad:
        if isinstance(node, Scalar) and node.text == _EVERYONE:
            return (ANY,)
        ids = OneOrMany(Slug()).read(node, path, reading)
        return BAD if ids is BAD else tuple(ids)

    def schema(self, defs: dict[str, Schema]) -> Schema:
        return OneOrMany(Slug()).schema(defs)


class StackingShape(Shape):
    """The fields of a record as the engine's value."""

    expected, example, label = "@fields", "{joins: any}", "[stacking](#stacking)"

    def read(self, node: Node, path: str, reading: Reading) -> Stacking | Bad:
        values = RECORD.read(node, path, reading)
        if values is BAD or not values.whole:
            return BAD
        return Stacking(
            per_order=values.get("per_order", 0),
            joins=values.get("joins", ()),
            excludes=values.get("excludes", ()),
            full_price_only=values.get("full_price_only", False),
        )

    def schema(self, defs: dict[str, Schema]) -> Schema:
        return RECORD.schema(defs)


RECORD = Record(
    "stacking",
    [
        Field("per_order", Whole(least=1, most=100), "How many of these coupons one order may spend (of a shop's: in one shop). Left out: one; of vouchers as many as the spend sets free.", example="2"),
        Field("joins", Company(), "Offers of the same lane that it may stand beside. Enough if one of two says so.", example="[mall-5-off-50]"),
        Field("excludes", Company(), "Offers that may not be in the same order, whatever their lane. Said once, it holds for both.", example="any"),
        Field("full_price_only", Yes(), "It looks only at goods that no item price and no bundle has lowered.", example="true"),
    ],
    doc="What an offer may stand beside in one order. Left out: one shop coupon a shop, one mall coupon an order, lanes add up.",
    example="{joins: any}",
)  # fmt: skip
STACKING = StackingShape()
