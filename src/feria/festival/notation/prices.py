"""``percent_off: 20%``, ``spend_tiers: [...]``: reductions of a price, and of a sum."""

from __future__ import annotations

from feria.festival.amounts import Money, MoneyOrRate, Rate, Whole
from feria.festival.notation.kinds import Notation
from feria.festival.shapes import Field, ListOf, Record, Values
from feria.festival.texts import Word
from feria.pricing import (
    Amount,
    ChoiceTier,
    ChoiceTiers,
    EveryQuantity,
    EverySpend,
    FixedPrice,
    Gift,
    Percent,
    QuantityTier,
    QuantityTiers,
    SpendTier,
    SpendTiers,
    Voucher,
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
VOUCHER = Record(
    "voucher",
    [
        Field("spend", Money(), "Every so much spent sets one voucher free ...", required=True, example="300.00"),
        Field("off", Money(), "... and each takes so much off.", required=True, example="50.00"),
    ],
    doc="Money in hand: as many of a member's vouchers are spent as the spend sets free. Only for `coupons`.",
    example="{spend: 300.00, off: 50.00}",
)  # fmt: skip
GIFT = Record(
    "gift",
    [
        Field("sku", Word(), "The product that is given.", required=True, example="1082185"),
        Field("value", Money(least=0), "What it is charged at when the goods come back without it; 0 unless said.", example="5.00"),
    ],
    doc="A product to choose instead of money off.",
    example="{sku: 1082185, value: 5.00}",
)  # fmt: skip
CHOICE_TIER = Record(
    "choice_tier",
    [
        _SPEND,
        Field("off", Money(), "What comes off, for those who choose money ...", required=True, example="4.00"),
        Field("gifts", ListOf(GIFT, at_least=1), "... or one of these, for those who choose a gift.", example="[{sku: 1082185, value: 5.00}]"),
    ],
    doc="A step of choice tiers: money off, or one of the gifts; never both.",
    example="{spend: 30.00, off: 4.00, gifts: [{sku: 1082185, value: 5.00}]}",
)  # fmt: skip

PRICES = (
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
)  # fmt: skip
SUMS = (
    Notation(
        Field("spend_tiers", ListOf(SPEND_TIER, at_least=1), "The highest tier reached pays, once; or as often as it fits, with `every`.", example="[{spend: 30.00, off: 4.00}, {spend: 60.00, off: 10.00}]"),
        lambda tiers, beside: SpendTiers(tiers=tuple(SpendTier(spend=each["spend"], **_off(each)) for each in tiers), every=beside.every, cap=beside.cap),
        ("at_most", "every"),
    ),
    Notation(
        Field("every_spend", EVERY_SPEND, "So much off for every so much spent.", example="{spend: 30.00, off: 4.00}"),
        lambda every, beside: EverySpend(spend=every["spend"], off=every["off"], cap=beside.cap),
        ("at_most",),
    ),
    Notation(
        Field("quantity_tiers", ListOf(QUANTITY_TIER, at_least=1), "The highest tier reached pays, once; or as often as it fits, with `every`.", example="[{quantity: 2, off: 5%}, {quantity: 4, off: 10%}]"),
        lambda tiers, beside: QuantityTiers(tiers=tuple(QuantityTier(quantity=each["quantity"], **_off(each)) for each in tiers), every=beside.every, cap=beside.cap),
        ("at_most", "every"),
    ),
    Notation(
        Field("every_quantity", EVERY_QUANTITY, "So much off for every so many units.", example="{quantity: 3, off: 1.00}"),
        lambda every, beside: EveryQuantity(quantity=every["quantity"], off=every["off"], cap=beside.cap),
        ("at_most",),
    ),
    Notation(
        Field("choice_tiers", ListOf(CHOICE_TIER, at_least=1), "The highest tier reached pays, once; or a gift of any tier reached instead, as the shopper chooses.", example="[{spend: 30.00, off: 4.00, gifts: [{sku: 1082185, value: 5.00}]}]"),
        lambda tiers, _: ChoiceTiers(tiers=tuple(ChoiceTier(spend=each["spend"], off=each["off"], gifts=_gifts(each)) for each in tiers)),
    ),
    Notation(
        Field("voucher", VOUCHER, "Shopping vouchers, of which every so much spent lets one more be spent.", example="{spend: 300.00, off: 50.00}"),
        lambda each, _: Voucher(spend=each["spend"], off=each["off"]),
    ),
)  # fmt: skip


def _off(tier: Values) -> dict[str, int]:
    kind, value = tier["off"]
    return {"off": value} if kind == "money" else {"off_bps": value}


def _gifts(tier: Values) -> tuple[Gift, ...]:
    return tuple(Gift(sku=each["sku"], value=each.get("value", 0)) for each in tier.get("gifts", ()))
