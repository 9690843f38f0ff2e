"""``conditions: {member_level: gold, min_spend: 30.00}`` -> the engine's conditions; all of them must hold."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, NamedTuple

from feria.festival.amounts import Money, Whole
from feria.festival.instants import ClockHours, ClockSpan
from feria.festival.notation.scopes import SCOPE
from feria.festival.shapes import (
    BAD,
    Bad,
    Field,
    Later,
    ListOf,
    OneOrMany,
    Reading,
    Record,
    Schema,
    Shape,
    Values,
)
from feria.festival.texts import Choice, Flag, Text, Word
from feria.festival.tree import Mapping as MappingNode
from feria.festival.tree import Node
from feria.pricing import (
    AllOf,
    AnyOf,
    Birthday,
    BirthYear,
    BuyersOrder,
    Channel,
    Condition,
    DailyHours,
    FirstOrders,
    Gender,
    GroupSize,
    MemberLevel,
    MemberTags,
    MinQuantity,
    MinSpend,
    NewMember,
    Not,
    PaymentMethod,
    Region,
    Scope,
)

LEVELS = ("basic", "silver", "gold", "platinum")  # R6.1; the number is the level's rank


class Level(Choice):
    """A member level by its name or its rank."""

    label = "level name or rank"

    def __init__(self) -> None:
        super().__init__((*LEVELS, *(str(rank) for rank in range(len(LEVELS)))), example="gold")

    def read(self, node: Node, path: str, reading: Reading) -> Any:
        word = super().read(node, path, reading)
        if word is BAD:
            return BAD
        return LEVELS.index(word) if word in LEVELS else int(word)


class Threshold(Shape):
    """``30.00``, or ``{amount: 30.00, goods: ...}`` to measure other goods than those the offer is about."""

    def __init__(self, name: str, field: Field) -> None:
        self.field, self.expected = field, field.shape.expected
        self.example = field.example
        goods = Field("goods", SCOPE, "Which goods of the whole cart are measured.", required=True, example="{category: grocery/coffee}")  # fmt: skip
        self.record = Record(
            name,
            [field, goods],
            doc="A threshold on other goods than those the offer is about.",
            example=f"{{{field.name}: {field.example}, goods: {goods.example}}}",
        )
        self.label = f"{field.shape.label}, or [so much of certain goods](#{name})"

    def read(self, node: Node, path: str, reading: Reading) -> tuple[int, Scope | None] | Bad:
        if not isinstance(node, MappingNode):
            value = self.field.shape.read(node, path, reading)
            return BAD if value is BAD else (value, None)
        values = self.record.read(node, path, reading)
        return BAD if values is BAD or not values.whole else (values[self.field.name], values["goods"])

    def schema(self, defs: dict[str, Schema]) -> Schema:
        return {"anyOf": [self.field.shape.schema(defs), self.record.schema(defs)]}


class Notation(NamedTuple):
    """How a condition is written, and the engine's condition for the value read."""

    field: Field
    make: Callable[[Any, Reading], Condition]


class ConditionsShape(Shape):
    """Conditions by name; becomes a tuple of the engine's conditions."""

    expected, example, label = "@fields", "{member_level: gold}", "[conditions](#conditions)"

    def read(self, node: Node, path: str, reading: Reading) -> tuple[Condition, ...] | Bad:
        values = RECORD.read(node, path, reading)
        if values is BAD or not values.whole:
            return BAD
        if "birth_year" in values and not _ascends(values["birth_year"], reading):
            return BAD
        return tuple(
            each.make(values[each.field.name], reading) for each in NOTATIONS if each.field.name in values
        )

    def schema(self, defs: dict[str, Schema]) -> Schema:
        return RECORD.schema(defs)


def _ascends(years: Values, reading: Reading) -> bool:
    if years.whole and years["from"] > years["to"]:
        reading.report.add("years-order", years.path, start=years["from"], end=years["to"])
        return False
    return years.whole


def _together(conditions: tuple[Condition, ...]) -> Condition:
    return conditions[0] if len(conditions) == 1 else AllOf(conditions=conditions)


def _birthday(flag: bool, reading: Reading) -> Condition:
    condition = Birthday(time_zone=reading.zone.key)
    return condition if flag else Not(condition=condition)


def _hours(hours: ClockSpan, reading: Reading) -> Condition:
    return DailyHours(start=hours.start, end=hours.end, time_zone=reading.zone.key)


_INNER = Later(ConditionsShape, "@fields", "[conditions](#conditions)", "{birthday: true}")

BIRTH_YEARS = Record(
    "birth_year",
    [
        Field("from", Whole(least=1900, most=2100), "The first year.", required=True, example="1980"),
        Field(
            "to",
            Whole(least=1900, most=2100),
            "The last year, itself included.",
            required=True,
            example="1989",
        ),
    ],
    doc="Years of birth.",
    example="{from: 1980, to: 1989}",
)
MIN_SPEND = Threshold(
    "min_spend",
    Field("amount", Money(), "At least so much is to be paid ...", required=True, example="30.00"),
)
MIN_QUANTITY = Threshold(
    "min_quantity",
    Field("quantity", Whole(least=1), "At least so many units ...", required=True, example="3"),
)
NOTATIONS = (
    Notation(
        Field("min_spend", MIN_SPEND, "At least this much is still to be paid for the goods in scope.", example="30.00"),
        lambda least, _: MinSpend(amount=least[0], scope=least[1]),
    ),
    Notation(
        Field("min_quantity", MIN_QUANTITY, "At least so many units in scope.", example="3"),
        lambda least, _: MinQuantity(quantity=least[0], scope=least[1]),
    ),
    Notation(
        Field("member_level", Level(), "The member's level, or a higher one.", example="gold"),
        lambda level, _: MemberLevel(at_least=level),
    ),
    Notation(
        Field("new_member", Flag(), "true: has never bought here; false: has.", example="true"),
        lambda flag, _: NewMember(new=flag),
    ),
    Notation(
        Field("birthday", Flag(), "true: today is the member's birthday; false: it is not.", example="true"),
        _birthday,
    ),
    Notation(
        Field("birth_year", BIRTH_YEARS, "The member was born in these years.", example="{from: 1980, to: 1989}"),
        lambda years, _: BirthYear(first=years["from"], last=years["to"]),
    ),
    Notation(
        Field("gender", Text(longest=20), "The gender a member states, as the members' records spell it.", example="F"),
        lambda gender, _: Gender(gender=gender),
    ),
    Notation(
        Field("member_tag", OneOrMany(Word()), "The member bears one of these tags.", example="[student, teacher]"),
        lambda tags, _: MemberTags(tags=tags),
    ),
    Notation(
        Field("region", OneOrMany(Word()), "The goods go to one of these regions.", example="[NY, NJ]"),
        lambda regions, _: Region(regions=regions),
    ),
    Notation(
        Field("region_outside", OneOrMany(Word()), "The goods go to none of these regions.", example="[AK, HI]"),
        lambda regions, _: Region(regions=regions, outside=True),
    ),
    Notation(
        Field("channel", OneOrMany(Word()), "The order comes in this way.", example="app"),
        lambda channels, _: Channel(channels=channels),
    ),
    Notation(
        Field("payment_method", OneOrMany(Word()), "The order is paid in one of these ways.", example="[feria-card, wallet]"),
        lambda methods, _: PaymentMethod(methods=methods),
    ),
    Notation(
        Field("daily_hours", ClockHours(), "Every day at these hours; they may run over midnight.", example="22:00 to 02:00"),
        _hours,
    ),
    Notation(
        Field("first_orders", Whole(least=1), "The order is among the first so many of all, by payment.", example="50"),
        lambda count, _: FirstOrders(count=count),
    ),
    Notation(
        Field("buyers_order", Whole(least=1), "It is the member's first (1), second (2), ... order of the festival.", example="2"),
        lambda number, _: BuyersOrder(number=number),
    ),
    Notation(
        Field("group_size", Whole(least=2), "At least so many people buy together.", example="10"),
        lambda people, _: GroupSize(at_least=people),
    ),
    Notation(
        Field("all_of", ListOf(_INNER, at_least=2), "Each of these sets of conditions holds: for two of one name.",
              example="[{not: {channel: app}}, {not: {region: AK}}]"),
        lambda sets, _: AllOf(conditions=tuple(_together(each) for each in sets)),
    ),
    Notation(
        Field("any_of", ListOf(_INNER, at_least=2), "One of these sets of conditions is enough.",
              example="[{birthday: true}, {member_level: gold}]"),
        lambda sets, _: AnyOf(conditions=tuple(_together(each) for each in sets)),
    ),
    Notation(
        Field("not", _INNER, "These conditions do not all hold.", example="{channel: app}"),
        lambda conditions, _: Not(condition=_together(conditions)),
    ),
)  # fmt: skip


RECORD = Record(
    "conditions",
    [each.field for each in NOTATIONS],
    doc="What must hold besides the goods being there. All of it must hold.",
    unknown="unknown-condition",
    example="{member_level: gold}",
)
CONDITIONS = ConditionsShape()
