"""``buy_get: {of: 3}``, ``combo: {...}``: units that are cheaper together."""

from __future__ import annotations

from feria.festival.amounts import Money, Rate, Whole
from feria.festival.notation.kinds import Notation
from feria.festival.notation.scopes import SCOPE
from feria.festival.shapes import Field, ListOf, Record
from feria.pricing import AddOn, BundlePrice, BuyGet, BuyXGetY, Combo, ComboPart

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

BUNDLES = (
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
