"""``benefit: {percent_off: 20%}`` -> the engine's benefit; exactly one, and beside it what it knows of ``at_most``, ``every``."""

from __future__ import annotations

from typing import Any

from feria.festival.amounts import Money
from feria.festival.notation.after import AFTER
from feria.festival.notation.bundles import BUNDLES
from feria.festival.notation.kinds import Modifiers, Notation
from feria.festival.notation.prices import PRICES, SUMS
from feria.festival.shapes import BAD, Bad, Field, Reading, Record, Schema, Shape, Values
from feria.festival.texts import Yes
from feria.festival.tree import Node
from feria.pricing import Amount, Benefit, Grant, Percent

NOTATIONS: tuple[Notation, ...] = (*PRICES, *SUMS, *BUNDLES, *AFTER)
KINDS = tuple(each.field.name for each in NOTATIONS)
_GRANTS = {
    "points": "earn_points",
    "rebate": "rebate",
    "coupon": "next_coupon",
    "draw": "draw_chances",
    "gift": "free_gift",
}


def kind_of(benefit: Benefit) -> str:
    """The word that a benefit is written with."""
    if isinstance(benefit, Grant):
        return _GRANTS[benefit.what]
    words: dict[type, str] = {Percent: "percent_off", Amount: "amount_off"}
    return words.get(type(benefit), str(benefit.__struct_config__.tag))


class BenefitShape(Shape):
    """Exactly one benefit."""

    expected, example, label = "@benefit", "{percent_off: 10%}", "[benefit](#benefit)"

    def read(self, node: Node, path: str, reading: Reading) -> Benefit | Bad:
        values = RECORD.read(node, path, reading)
        if values is BAD:
            return BAD
        written = [each for each in NOTATIONS if each.field.name in values]
        if len(written) > 1:
            found = ", ".join(each.field.name for each in written)
            reading.report.add("many-benefits", path, node.place, found=found)
        elif not written and values.whole:
            reading.report.add("no-benefit", path, node.place, expected=", ".join(KINDS))
        elif written and _knows(written[0], values, reading) and _is_whole(values):
            beside = Modifiers(values.get("at_most", 0), values.get("every", False))
            return written[0].make(values[written[0].field.name], beside)
        return BAD

    def schema(self, defs: dict[str, Schema]) -> Schema:
        reference = RECORD.schema(defs)
        defs["benefit"] |= {"oneOf": [{"required": [kind]} for kind in KINDS]}
        return reference


def _knows(notation: Notation, values: Values, reading: Reading) -> bool:
    """Whether the benefit knows what is said beside it; else that is reported."""
    name = notation.field.name
    strange = [each for each in ("at_most", "every") if each in values and each not in notation.takes]
    for each in strange:
        facts = {"record": f"benefit {name}", "expected": ", ".join((name, *notation.takes))}
        reading.report.add("unknown-field", values.at(each), found=each, **facts)
    return not strange


def _is_whole(value: Any) -> bool:
    """Whether everything inside a benefit's value could be read."""
    if isinstance(value, list):
        return all(_is_whole(each) for each in value)
    if isinstance(value, Values):
        return value.whole and all(_is_whole(each) for each in value.values())
    return value is not BAD


RECORD = Record(
    "benefit",
    [
        *(each.field for each in NOTATIONS),
        Field(
            "at_most",
            Money(),
            "A cap on the whole reduction; beside tiers, `every_...` and `free_shipping`.",
            example="20.00",
        ),
        Field(
            "every", Yes(), "Beside tiers: the highest one reached pays as often as it fits.", example="true"
        ),
    ],
    doc="What is granted: exactly one of these.",
    unknown="unknown-benefit",
    listed=KINDS,
    example="{percent_off: 10%}",
)
BENEFIT = BenefitShape()
