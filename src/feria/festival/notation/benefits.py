"""``benefit: {percent_off: 20%}`` -> the engine's benefit; exactly one, and ``at_most`` where it has a cap."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, NamedTuple

from feria.festival.amounts import Money, MoneyOrRate, Rate, Whole
from feria.festival.notation.scopes import SCOPE
from feria.festival.shapes import BAD, Bad, Field, ListOf, Reading, Record, Schema, Shape, Values
from feria.festival.tree import Node
from feria.pricing import (
    AddOn,
    Amount,
    Benefit,
    BundlePrice,
    BuyGet,
    BuyXGetY,
    Combo,
    ComboPart,
    EveryQuantity,
    EverySpend,
    FixedPrice,
    Percent,
    QuantityTier,
    QuantityTiers,
    SpendTier,
    SpendTiers,
)

_OFF = Field(
    "off",
    MoneyOrRate(),
    "What comes off: an amount, or a rate of what is still to be paid.",
    required=True,
    example="4.00",
)
_SPEND = Field("spend", Money(), "From this amount on.", required=True, example="30.00")
_QUANTITY = Field("quantity", Whole(least=1), "From so many units on.", required=True, example="3")
_OFF_MONEY = Field("off", Money(), "What comes off each time.", required=True, example="4.00")

SPEND_TIER = Record(
    "spend_tier", [_SPEND, _OFF], doc="A step of spend tiers.", example="{spend: 30.00, off: 4.00}"
)
QUANTITY_TIER = Record(
    "quantity_tier", [_QUANTITY, _OFF], doc="A step of quantity tiers.", example="{quantity: 3, off: 10%}"
)
EVERY_SPEND = Record(
    "every_spend", [Field("spend", Money(), "Each time this much is spent.", required=True, example="30.00"), _OFF_MONEY],
    doc="Repeats without end, or until `at_most`.", example="{spend: 30.00, off: 4.00}",
)  # fmt: skip
EVERY_QUANTITY = Record(
    "every_quantity",
    [Field("quantity", Whole(least=1), "Each time so many units are bought.", required=True, example="3"), _OFF_MONEY],
    doc="Repeats without end, or until `at_most`.", example="{quantity: 3, off: 1.00}",
)  # fmt: skip
BUY_GET = Record(
    "buy_get",
    [
        Field("of", Whole(least=2, most=1000), "Of each so many units ...", required=True, example="3"),
        Field("cheapest", Whole(least=1, most=999), "... the so many cheapest (1 unless said) ...", example="1"),
        Field("off", Rate(), "... get this much off (100%, free, unless said) ...", example="50%"),
        Field("times", Whole(least=1, most=1000), "... at most so many times in an order.", example="2"),
    ],
    doc="Multi-buy: two for one is `{of: 2}`, three for two is `{of: 3}`, second at half price is `{of: 2, off: 50%}`.",
    example="{of: 3, cheapest: 1}",
)  # fmt: skip


_GOODS = Field(
    "goods", SCOPE, "Which goods are reduced.", required=True, example="{category: grocery/coffee}"
)
_TIMES = Field("times", Whole(least=1, most=1000), "At most so many times in an order.", example="2")
BUY_X_GET_Y = Record(
    "buy_x_get_y",
    [
        Field("buy", Whole(least=1, most=1000), "For so many units of the promotion's scope (1 unless said) ...", example="2"),
        Field("get", Whole(least=1, most=1000), "... so many units (1 unless said) ...", example="1"),
        Field("goods", SCOPE, "... of these goods ...", required=True, example="{category: grocery/butter}"),
        Field("off", Rate(), "... get this much off (100%, free, unless said) ...", example="50%"),
        Field("times", Whole(least=1, most=1000), "... at most so many times in an order.", example="2"),
    ],
    doc="Buy these, get those reduced. The promotion's own scope says what must be bought.",
    example="{buy: 2, goods: {category: grocery/butter}, off: 50%}",
)  # fmt: skip
BUNDLE_PRICE = Record(
    "bundle_price",
    [
        Field("of", Whole(least=2, most=1000), "Any so many units of the scope ...", required=True, example="3"),
        Field("price", Money(), "... cost this together.", required=True, example="5.00"),
        _TIMES,
    ],
    doc="So many for one price; a group that is cheaper as it is stays as it is.",
    example="{of: 3, price: 5.00}",
)  # fmt: skip
COMBO_PART = Record(
    "combo_part",
    [
        Field(
            "goods", SCOPE, "Units of these goods.", required=True, example="{category: grocery/pasta-sauce}"
        ),
        Field("quantity", Whole(least=1, most=1000), "How many; 1 unless said.", example="2"),
    ],
    doc="A part of a combo.",
    example="{goods: {category: grocery/pasta-sauce}, quantity: 1}",
)
COMBO = Record(
    "combo",
    [
        Field("parts", ListOf(COMBO_PART, at_least=2), "What belongs to one set.", required=True,
              example="[{goods: {category: grocery/pasta-and-noodles}, quantity: 2}, {goods: {category: grocery/pasta-sauce}}]"),
        Field("price", Money(), "What one set costs.", required=True, example="4.00"),
        _TIMES,
    ],
    doc="A set of named goods for one price.",
    example="{parts: [{goods: {tag: grill}}, {goods: {tag: rack}}], price: 29.90}",
)  # fmt: skip
ADD_ON = Record(
    "add_on",
    [
        _GOODS,
        Field("price", Money(least=0), "What each of them costs.", required=True, example="0.99"),
        Field("below", Money(), "Only goods listed under this.", example="3.00"),
        _TIMES,
    ],
    doc="Having bought something in the promotion's scope, goods at a small price (once unless `times` says otherwise).",
    example="{goods: {category: bakery/rolls}, price: 0.25}",
)  # fmt: skip


class Notation(NamedTuple):
    """How a benefit is written; ``make`` gets the value read and the cap (0: none)."""

    field: Field
    make: Callable[[Any, int], Benefit]
    capped: bool = False  # whether ``at_most`` may be said


NOTATIONS = (
    Notation(
        Field("percent_off", Rate(), "This share of the price off.", example="20%"),
        lambda bps, _: Percent(bps=bps),
    ),
    Notation(
        Field("amount_off", Money(), "This much off each unit in the lane `item`; in later lanes once off all goods in scope.", example="1.00"),
        lambda amount, _: Amount(amount=amount),
    ),
    Notation(
        Field("fixed_price", Money(least=0), "Each unit costs this; never more than before.", example="0.99"),
        lambda price, _: FixedPrice(unit_price=price),
    ),
    Notation(
        Field("spend_tiers", ListOf(SPEND_TIER, at_least=1), "The highest tier reached pays, once.", example="[{spend: 30.00, off: 4.00}, {spend: 60.00, off: 10.00}]"),
        lambda tiers, cap: SpendTiers(tiers=tuple(SpendTier(spend=each["spend"], **_off(each)) for each in tiers), cap=cap),
        capped=True,
    ),
    Notation(
        Field("every_spend", EVERY_SPEND, "So much off for every so much spent.", example="{spend: 30.00, off: 4.00}"),
        lambda every, cap: EverySpend(spend=every["spend"], off=every["off"], cap=cap),
        capped=True,
    ),
    Notation(
        Field("quantity_tiers", ListOf(QUANTITY_TIER, at_least=1), "The highest tier reached pays, once.", example="[{quantity: 2, off: 5%}, {quantity: 4, off: 10%}]"),
        lambda tiers, cap: QuantityTiers(tiers=tuple(QuantityTier(quantity=each["quantity"], **_off(each)) for each in tiers), cap=cap),
        capped=True,
    ),
    Notation(
        Field("every_quantity", EVERY_QUANTITY, "So much off for every so many units.", example="{quantity: 3, off: 1.00}"),
        lambda every, cap: EveryQuantity(quantity=every["quantity"], off=every["off"], cap=cap),
        capped=True,
    ),
    Notation(
        Field("buy_get", BUY_GET, "Multi-buy: of each so many units the cheapest are reduced.", example="{of: 3, cheapest: 1}"),
        lambda values, _: BuyGet(
            size=values["of"], cheapest=values.get("cheapest", 1),
            off_bps=values.get("off", 10_000), limit=values.get("times", 0),
        ),
    ),
    Notation(
        Field("buy_x_get_y", BUY_X_GET_Y, "Buy these, get those reduced.", example="{buy: 2, goods: {category: grocery/butter}, off: 50%}"),
        lambda values, _: BuyXGetY(
            goods=values["goods"], buy=values.get("buy", 1), get=values.get("get", 1),
            off_bps=values.get("off", 10_000), limit=values.get("times", 0),
        ),
    ),
    Notation(
        Field("bundle_price", BUNDLE_PRICE, "So many units for one price.", example="{of: 3, price: 5.00}"),
        lambda values, _: BundlePrice(size=values["of"], price=values["price"], limit=values.get("times", 0)),
    ),
    Notation(
        Field("combo", COMBO, "A set of named goods for one price.", example="{parts: [{goods: {tag: grill}}, {goods: {tag: rack}}], price: 29.90}"),
        lambda values, _: Combo(
            parts=tuple(ComboPart(scope=each["goods"], quantity=each.get("quantity", 1)) for each in values["parts"]),
            price=values["price"], limit=values.get("times", 0),
        ),
    ),
    Notation(
        Field("add_on", ADD_ON, "Having bought something, goods at a small price.", example="{goods: {category: bakery/rolls}, price: 0.25}"),
        lambda values, _: AddOn(
            goods=values["goods"], price=values["price"], below=values.get("below", 0), limit=values.get("times", 1)
        ),
    ),
)  # fmt: skip
KINDS = tuple(each.field.name for each in NOTATIONS)


def kind_of(benefit: Benefit) -> str:
    """The word that a benefit is written with."""
    words: dict[type, str] = {Percent: "percent_off", Amount: "amount_off"}
    return words.get(type(benefit), str(benefit.__struct_config__.tag))


def _off(tier: Values) -> dict[str, int]:
    kind, value = tier["off"]
    return {"off": value} if kind == "money" else {"off_bps": value}


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
        elif written and "at_most" in values and not written[0].capped:
            record, fields = f"benefit {written[0].field.name}", written[0].field.name
            reading.report.add(
                "unknown-field", values.at("at_most"), found="at_most", record=record, expected=fields
            )
        elif written and values.whole and _is_whole(values[written[0].field.name]):
            return written[0].make(values[written[0].field.name], values.get("at_most", 0))
        return BAD

    def schema(self, defs: dict[str, Schema]) -> Schema:
        reference = RECORD.schema(defs)
        defs["benefit"] |= {"oneOf": [{"required": [kind]} for kind in KINDS]}
        return reference


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
            "at_most", Money(), "A cap on the whole reduction; for tiers and `every_...`.", example="20.00"
        ),
    ],
    doc="What is granted: exactly one of these.",
    unknown="unknown-benefit",
    listed=KINDS,
    example="{percent_off: 10%}",
)
BENEFIT = BenefitShape()
