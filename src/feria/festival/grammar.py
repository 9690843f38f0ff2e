"""The records of a festival document: every field, its shape, and what it is for.

The reader, the JSON Schema for editors and the reference page are all made from these.
"""

from __future__ import annotations

from feria.festival.amounts import Money, Rate, Whole
from feria.festival.document import AUDIENCES, DEPARTMENTS, MEASURES, PERIOD_KINDS, PHASE_KINDS, VENUE_KINDS
from feria.festival.instants import Day, DaySpan, HourSpan, Instant
from feria.festival.notation.benefits import BENEFIT
from feria.festival.notation.conditions import CONDITIONS, Level
from feria.festival.notation.groups import group_record
from feria.festival.notation.ladders import ladder_record
from feria.festival.notation.presales import presale_record
from feria.festival.notation.scopes import SCOPE
from feria.festival.notation.stacking import STACKING
from feria.festival.regional import Currency, Names, Zone
from feria.festival.shapes import BAD, Bad, Field, ListOf, OneOrMany, Reading, Record, Schema, Shape, Values
from feria.festival.texts import Choice, Flag, Path, Slug, Text, Word
from feria.festival.tree import Listing, Node, Scalar
from feria.festival.wording import LANGUAGES
from feria.pricing import Lane

VERSION = "1"
LANES = tuple(each.value for each in Lane)
COUPON_LANES = (Lane.SHOP_COUPON.value, Lane.MALL_COUPON.value)


class Number(Shape):
    """A target: one number, or its three cases."""

    def __init__(self, single: Shape, name: str) -> None:
        self.single, self.expected, self.example = single, single.expected, single.example
        cases = [
            ("floor", "What must be reached for the festival to have been worth it."),
            ("goal", "What is planned for."),
            ("stretch", "What would be splendid."),
        ]
        example = single.example
        self.cases = Record(
            name, [Field(each, single, doc, required=True, example=example) for each, doc in cases]
        )
        self.label = f"{single.label}, or [three cases](#{name})"

    def read(self, node: Node, path: str, reading: Reading) -> tuple[int, int, int] | Bad:
        if isinstance(node, Scalar):
            value = self.single.read(node, path, reading)
            return BAD if value is BAD else (value, value, value)
        values = self.cases.read(node, path, reading)
        if values is BAD or not values.whole:
            return BAD
        return values["floor"], values["goal"], values["stretch"]

    def schema(self, defs: dict[str, Schema]) -> Schema:
        return {"anyOf": [self.single.schema(defs), self.cases.schema(defs)]}


WHEN = Record(
    "when",
    [
        Field("phase", OneOrMany(Slug()), "One phase or several.", example="main"),
        Field("period", OneOrMany(Slug()), "Only these periods of the phase's day (or days).", example="frenzy"),
        Field("days", DaySpan(), "Whole days, first and last included.", example="2026-11-07 to 2026-11-08"),
        Field("from", Instant(), "From this local time on. Left out: from the festival's start.", example="2026-11-10 20:00"),
        Field("until", Instant(), "Until just before this local time. Left out: to the festival's end.", example="2026-11-11 02:00"),
        Field("hours", HourSpan(), "Only these hours of each of the days.", example="18:00 to 21:00"),
    ],
    doc="When something holds: a `phase`, `days`, or `from`/`until`; narrowed to a `period` or to `hours` of each day. "
    "Left out: the whole festival. A list of these means any of them.",
    example="{phase: main}",
)  # fmt: skip


class When(Shape):
    """One span or a list of them; becomes a list of Values, placed once the phases are known."""

    expected, example, label = "@when", "{phase: main, period: frenzy}", "[when](#when)"

    def read(self, node: Node, path: str, reading: Reading) -> list[Values] | Bad:
        if isinstance(node, Listing):
            values = ListOf(WHEN, at_least=1).read(node, path, reading)
            return BAD if values is BAD or any(each is BAD or not each.whole for each in values) else values
        value = WHEN.read(node, path, reading)
        return BAD if value is BAD or not value.whole else [value]

    def schema(self, defs: dict[str, Schema]) -> Schema:
        one = WHEN.schema(defs)
        return {"anyOf": [one, {"type": "array", "minItems": 1, "items": one}]}


_ID = Field(
    "id",
    Slug(),
    "A name for programs; it appears in addresses and reports and stays the same for good.",
    required=True,
    example="main",
)
_NAME = Field(
    "name",
    Names(),
    "What shoppers read, in one language or several.",
    required=True,
    example="{en: The day, zh-hans: 当天, es: El día}",
)
_INTRO = Field(
    "intro", Names(), "A sentence or two for shoppers.", example="Half price until two in the morning."
)

PERIOD = Record(
    "period",
    [
        _ID,
        Field("kind", Choice(PERIOD_KINDS), "What it is like; taken from the id if the id is one of these.", example="frenzy"),
        Field("name", Names(), "What shoppers read. Left out: what its kind is usually called.", example="Midnight rush"),
        Field("hours", HourSpan(), "Its hours on each of the phase's days.", required=True, example="00:00 to 02:00"),
    ],
    doc="A part of the day, on each day of its phase.",
)  # fmt: skip
CHANNEL = Record(
    "channel",
    [
        Field("channel", Word(), "How people are reached.", required=True, example="email"),
        Field("budget", Money(least=0), "What may be spent on it.", example="500.00"),
    ],
    doc="A way to reach people.",
)
TASK = Record(
    "task",
    [
        Field("department", Choice(DEPARTMENTS), "Who does it.", required=True, example="warehouse"),
        Field("task", Text(), "What is to be done.", required=True, example="Count the soft drinks"),
        Field("owner", Text(longest=80), "The person who answers for it.", example="Rosa"),
        Field("due", Day(), "The last day for it.", example="2026-11-05"),
        Field("done", Flag(), "Whether it is done.", example="false"),
    ],
    doc="Something a department does for a phase.",
)
GOALS = Record(
    "goals",
    [Field(each, Money() if each == "sales" else Whole(), doc, example="30000.00" if each == "sales" else "500")
     for each, doc in zip(MEASURES, (
        "Turnover.", "Orders paid.", "Members who joined.", "Carts filled.", "Favourites marked.", "Coupons claimed.",
     ), strict=True)],
    doc="Numbers a phase is to reach.",
)  # fmt: skip
PHASE = Record(
    "phase",
    [
        _ID,
        Field("kind", Choice(PHASE_KINDS), "Which part of the festival it is; taken from the id if the id is one of these.", example="warm-up"),
        _NAME,
        _INTRO,
        Field("days", DaySpan(), "Whole days, first and last included; or give `from` and `until`.", example="2026-11-01 to 2026-11-10"),
        Field("from", Instant(), "Its first moment, local time.", example="2026-11-10 20:00"),
        Field("until", Instant(), "The first moment after it, local time.", example="2026-11-12 00:00"),
        Field("periods", ListOf(PERIOD), "Parts of the day.", example="[{id: frenzy, hours: 00:00 to 02:00}]"),
        Field("audiences", ListOf(Choice(AUDIENCES)), "Whom it speaks to.", example="[aware, interested]"),
        Field("goals", GOALS, "What it is to reach.", example="{new_members: 500}"),
        Field("budget", Money(least=0), "What the phase may cost in promotion.", example="2000.00"),
        Field("channels", ListOf(CHANNEL), "How people are reached, with budgets.", example="[{channel: email, budget: 200.00}]"),
        Field("tasks", ListOf(TASK), "Who does what until when.", example="[{department: design, task: Draw the banners}]"),
    ],
    doc="A stretch of the festival. Phases stand in the order of time; build-up, presale, warm-up, main, encore, any of them left out.",
)  # fmt: skip
TARGETS = Record(
    "targets",
    [
        Field("sales", Number(Money(), "sales_cases"), "Turnover of the festival.", example="{floor: 60000, goal: 80000, stretch: 100000}"),
        Field("orders", Number(Whole(), "number_cases"), "Orders paid.", example="4000"),
        Field("new_members", Number(Whole(), "number_cases"), "Members who join.", example="{floor: 200, goal: 300, stretch: 500}"),
    ],
    doc="What the festival is to reach, in one number or as floor, goal and stretch.",
)  # fmt: skip
MILESTONE = Record(
    "milestone",
    [
        Field("sales", Money(), "Reached when so much has been sold; or `orders`.", example="10000.00"),
        Field("orders", Whole(least=1), "Reached with so many orders; or `sales`.", example="1000"),
        Field("name", Names(), "What the live board says.", required=True, example="Ten thousand!"),
    ],
    doc="A mark to cheer at on the live board.",
)
FUNDERS = Record(
    "funders",
    [
        Field(who, Rate(), f"The part that the {who} bears.", example="50%")
        for who in ("mall", "shop", "brand")
    ],
    doc="Who bears the reduction; together 100%. Left out: the shop its own promotions, the mall its own.",
    example="{shop: 60%, mall: 40%}",
)
_OFFER = [
    Field("scope", SCOPE, "Which goods count. Left out: all (of the shop, if one is named).", example="{category: grocery/soft-drinks}"),
    Field("conditions", CONDITIONS, "What must hold besides.", example="{member_level: gold}"),
    Field("benefit", BENEFIT, "What is granted.", required=True, example="{percent_off: 20%}"),
    Field("funders", FUNDERS, "Who bears it.", example="{shop: 60%, mall: 40%}"),
    Field("stacking", STACKING, "What it may stand beside in one order.", example="{excludes: [half-price-soda]}"),
    Field("proof", Text(longest=80), "What staff ask to see before they grant it.", example="identity card"),
    Field("exclusive", Slug(), "Those that name the same word here must not run at the same time; the check holds it.", example="soft-drinks-price"),
]  # fmt: skip
PROMOTION = Record(
    "promotion",
    [
        _ID,
        _NAME,
        Field("lane", Choice(LANES), "Where it works: the lanes above. Inside a lane the best one wins; across lanes they add up. In a coupon lane it stands in for a coupon that nobody has to claim.", required=True, example="item"),
        Field("shop", Slug(), "Whose promotion it is. Left out: the mall's.", example="grocery"),
        Field("when", When(), "When it holds. Left out: the whole festival.", example="{phase: main, period: frenzy}"),
        *_OFFER,
    ],
    doc="A reduction that applies by itself.",
)  # fmt: skip
COUPON = Record(
    "coupon",
    [
        Field("id", Slug(), "The coupon's code.", required=True, example="mall-8-off-60"),
        _NAME,
        Field("shop", Slug(), "The shop that gives it. Left out: the mall.", example="grocery"),
        Field("lane", Choice(COUPON_LANES), "Whether one may be spent for each shop or one for the order. Left out: a shop's coupon works in `shop_coupon`, the mall's in `mall_coupon`, vouchers in `mall`.", example="shop_coupon"),
        Field("stock", Whole(least=1), "How many may be claimed.", required=True, example="2000"),
        Field("per_member", Whole(least=1, most=100), "How many one member may claim; 1 unless said.", example="1"),
        Field("claim", When(), "When it may be claimed, one unbroken span. Left out: the whole festival.", example="{phase: [warm-up, main]}"),
        Field("use", When(), "When it may be used, one unbroken span.", required=True, example="{phase: main}"),
        *_OFFER,
    ],
    doc="A reduction for those who claimed it beforehand.",
)  # fmt: skip
RUSH_GOOD = Record(
    "rush_product",
    [
        Field("sku", Word(), "The product.", required=True, example="1082185"),
        Field("price", Money(), "What a unit costs those who claim it.", required=True, example="9.90"),
        Field("units", Whole(least=1), "Units set aside for the session.", required=True, example="100"),
        Field("per_member", Whole(least=1, most=1000), "Units of it one member may have. Left out: no limit of its own.", example="1"),
    ],
    doc="A product of a rush session.",
)  # fmt: skip
EARLY = Record(
    "early_access",
    [
        Field("level", Level(), "The member's level, or a higher one.", required=True, example="gold"),
        Field("minutes", Whole(least=1, most=1440), "So long before `from` they may claim.", required=True, example="5"),
    ],
    doc="Members who may claim before everybody else.",
)  # fmt: skip
RUSH = Record(
    "rush_session",
    [
        Field("id", Slug(), "A name for programs. With the festival's id and a dot between them it is the session's code, of 32 characters at most.", required=True, example="ten-am"),
        _NAME,
        Field("from", Instant(), "Its first moment, local time: from then on goods can be claimed.", required=True, example="2026-11-11 10:00"),
        Field("to", Instant(), "The first moment after it, local time.", required=True, example="2026-11-11 12:00"),
        Field("pay_within", Whole(least=1, most=1440), "Minutes to pay what was claimed; 15 unless said.", example="15"),
        Field("per_member", Whole(least=1, most=1000), "Units one member may have, over all its products. Left out: no such limit.", example="2"),
        Field("early_access", EARLY, "Who may claim earlier.", example="{level: gold, minutes: 5}"),
        Field("funders", FUNDERS, "Who bears the reduction. Left out: the mall.", example="{shop: 60%, mall: 40%}"),
        Field("products", ListOf(RUSH_GOOD, at_least=1), "What is sold in it.", required=True, example="[{sku: 1082185, price: 9.90, units: 100, per_member: 1}]"),
    ],
    doc="A short time in which scarce goods are claimed, one tap at a time, and then paid.",
)  # fmt: skip
SHOWS = Record(
    "shows",
    [
        Field(
            "promotions",
            ListOf(Slug()),
            "Promotions and coupons, in this order.",
            example="[frenzy-soft-drinks]",
        ),
        Field("shops", ListOf(Slug()), "Shops.", example="[produce, floral]"),
        Field("categories", ListOf(Path()), "Categories.", example="[grocery/cheese]"),
        Field("skus", ListOf(Word()), "Single products.", example="[1082185]"),
    ],
    doc="What a venue gathers.",
)
VENUE = Record(
    "venue",
    [
        _ID,
        Field("kind", Choice(VENUE_KINDS), "The one main venue, a themed one (`sub`, unless said), or one outside.", example="sub"),
        _NAME,
        _INTRO,
        Field("shows", SHOWS, "What is on the page.", required=True, example="{shops: [produce]}"),
    ],
    doc="A page of the festival.",
)  # fmt: skip
PRESALE = presale_record(_NAME, When(), FUNDERS)
LADDER = ladder_record(_NAME, FUNDERS)
GROUP_BUY = group_record(_NAME, When(), FUNDERS)
FESTIVAL = Record(
    "festival",
    [
        Field("feria", Choice([VERSION], code="unknown-version"), "The version of this notation.", required=True, example="1"),
        Field("id", Slug(), "A name for programs; a festival keeps it through all its versions.", required=True, example="double-eleven-2026"),
        _NAME,
        _INTRO,
        Field("languages", ListOf(Choice(LANGUAGES), at_least=1), "Languages in which names are given; the first is that of names written plainly. Left out: English.", example="[en, zh-hans, es]"),
        Field("currency", Currency(), "The currency of every amount here.", required=True, example="USD"),
        Field("time_zone", Zone(), "Whose clocks every time here is read on.", required=True, example="America/New_York"),
        Field("shops", ListOf(Slug(), at_least=1), "The shops that take part.", required=True, example="[grocery, produce]"),
        Field("phases", ListOf(PHASE, at_least=1), "The festival's course, in the order of time.", required=True, example="[{id: main, name: The day, days: 2026-11-11}]"),
        Field("targets", TARGETS, "What is to be reached.", example="{sales: 80000.00, orders: 4000}"),
        Field("milestones", ListOf(MILESTONE), "Marks to cheer at.", example="[{sales: 10000.00, name: Ten thousand!}]"),
        Field("promotions", ListOf(PROMOTION), "Reductions that apply by themselves.", example="[{id: soda, name: Soda 30% off, lane: item, benefit: {percent_off: 30%}}]"),
        Field("coupons", ListOf(COUPON), "Reductions for those who claimed them.", example="[{id: one-off-ten, name: 1 off 10, stock: 100, use: {phase: main}, benefit: {amount_off: 1.00}, conditions: {min_spend: 10.00}}]"),
        Field("rush", ListOf(RUSH), "Rush sessions: scarce goods, claimed to the second.", example="[{id: ten-am, name: Ten o'clock, from: 2026-11-11 10:00, to: 2026-11-11 12:00, products: [{sku: 1082185, price: 9.90, units: 100}]}]"),
        Field("presale", ListOf(PRESALE), "Goods ordered ahead: a deposit now, the balance later.", example="[{id: kettles-ahead, name: Kettles ahead, deposit: {phase: presale}, balance: {phase: main}, products: [{sku: 1082185, price: 200.00, deposit: 10.00, counts_as: 20.00}]}]"),
        Field("ladder", ListOf(LADDER), "So many units of a product, cheaper every day.", example="[{id: kettle-ladder, name: Kettles fall, sku: 1082185, units: 100, from: 2026-11-01, off: [10%, 20%]}]"),
        Field("group", ListOf(GROUP_BUY), "Cheaper together: so many people within so many hours.", example="[{id: kettles-together, name: Kettles together, sku: 1082185, price: 39.90, size: 3, hours: 24, when: {phase: main}}]"),
        Field("venues", ListOf(VENUE), "The pages of the festival.", example="[{id: home, name: Home, shows: {shops: [grocery]}}]"),
    ],
    doc="One festival.",
)  # fmt: skip
