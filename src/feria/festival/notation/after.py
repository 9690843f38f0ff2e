"""``pay_with_points``, ``free_shipping`` and what an order brings: the lanes after the goods' own."""

from __future__ import annotations

from typing import Literal

from feria.festival.amounts import Money, Rate, Whole
from feria.festival.notation.kinds import Notation
from feria.festival.shapes import Field, Record, Shape, Values
from feria.festival.texts import Slug, Word, Yes
from feria.pricing import FreeShipping, Grant, PayWithPoints

_EVERY = Field(
    "every",
    Money(),
    "For every so much paid for the goods in scope. Left out: once an order.",
    example="10.00",
)


def _at_most(shape: Shape, doc: str, example: str) -> Field:
    return Field("at_most", shape, doc, example=example)


PAY_WITH_POINTS = Record(
    "pay_with_points",
    [
        Field("worth", Money(), "What one point takes off.", required=True, example="0.01"),
        _at_most(Rate(), "The largest share of the goods in scope that points may pay; all of it unless said.", "30%"),
    ],
    doc="Points spent as money: as many whole points as the shopper offers and as fit.",
    example="{worth: 0.01, at_most: 30%}",
)  # fmt: skip
EARN_POINTS = Record(
    "earn_points",
    [
        Field("points", Whole(least=1), "How many points.", required=True, example="2"),
        _EVERY,
        _at_most(Whole(least=1), "At most so many points an order.", "500"),
    ],
    doc="Points for next time.",
    example="{points: 2, every: 1.00, at_most: 500}",
)
REBATE = Record(
    "rebate",
    [
        Field("amount", Money(), "What is paid back.", required=True, example="5.00"),
        _EVERY,
        _at_most(Money(), "At most so much an order.", "20.00"),
    ],
    doc="Money back once the order is paid.",
    example="{amount: 5.00, every: 100.00, at_most: 20.00}",
)
NEXT_COUPON = Record(
    "next_coupon",
    [
        Field("coupon", Slug(), "Which one: the id of a coupon of this festival.", required=True, example="come-back-5"),
        Field("quantity", Whole(least=1), "How many; 1 unless said.", example="2"),
        _EVERY,
        _at_most(Whole(least=1), "At most so many an order.", "3"),
    ],
    doc="Coupons for next time.",
    example="{coupon: come-back-5}",
)  # fmt: skip
DRAW_CHANCES = Record(
    "draw_chances",
    [
        Field("draw", Slug(), "Which draw.", required=True, example="lucky-balls"),
        Field("quantity", Whole(least=1), "How many chances; 1 unless said.", example="1"),
        _EVERY,
        _at_most(Whole(least=1), "At most so many an order.", "3"),
    ],
    doc="Chances in a draw.",
    example="{draw: lucky-balls, every: 38.00, at_most: 3}",
)
FREE_GIFT = Record(
    "free_gift",
    [
        Field("sku", Word(), "The product that is given.", required=True, example="1082185"),
        Field("quantity", Whole(least=1), "How many; 1 unless said.", example="1"),
        _EVERY,
        _at_most(Whole(least=1), "At most so many an order.", "2"),
        Field("value", Money(least=0), "What each is charged at when the goods come back without it; 0 unless said.", example="5.00"),
    ],
    doc="Something that is put into the parcel.",
    example="{sku: 1082185, value: 5.00}",
)  # fmt: skip

What = Literal["points", "rebate", "coupon", "draw", "gift"]


def _grant(what: What, values: Values, amount: int, of: str = "") -> Grant:
    """``every``, ``at_most`` and ``value`` are written alike in all that an order brings."""
    every, most, value = (values.get(name, 0) for name in ("every", "at_most", "value"))
    return Grant(what=what, amount=amount, of=of, every=every, most=most, value=value)


AFTER = (
    Notation(
        Field("pay_with_points", PAY_WITH_POINTS, "Points spent as money.", example="{worth: 0.01, at_most: 30%}"),
        lambda values, _: PayWithPoints(worth=values["worth"], cap_bps=values.get("at_most", 10_000)),
    ),
    Notation(
        Field("free_shipping", Yes(), "The order ships free; with `at_most`, so much of the fee comes off.", example="true"),
        lambda _flag, beside: FreeShipping(cap=beside.cap),
        ("at_most",),
    ),
    Notation(
        Field("earn_points", EARN_POINTS, "Points for next time.", example="{points: 2, every: 1.00, at_most: 500}"),
        lambda values, _: _grant("points", values, values["points"]),
    ),
    Notation(
        Field("rebate", REBATE, "Money back once the order is paid.", example="{amount: 5.00, every: 100.00, at_most: 20.00}"),
        lambda values, _: _grant("rebate", values, values["amount"]),
    ),
    Notation(
        Field("next_coupon", NEXT_COUPON, "Coupons for next time.", example="{coupon: come-back-5}"),
        lambda values, _: _grant("coupon", values, values.get("quantity", 1), values["coupon"]),
    ),
    Notation(
        Field("draw_chances", DRAW_CHANCES, "Chances in a draw.", example="{draw: lucky-balls, every: 38.00, at_most: 3}"),
        lambda values, _: _grant("draw", values, values.get("quantity", 1), values["draw"]),
    ),
    Notation(
        Field("free_gift", FREE_GIFT, "Something that is put into the parcel.", example="{sku: 1082185, value: 5.00}"),
        lambda values, _: _grant("gift", values, values.get("quantity", 1), values["sku"]),
    ),
)  # fmt: skip
