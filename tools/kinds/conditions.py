"""Every condition, in the order of the notation."""

from tools.kinds.told import Basket, Kind


def _tenth(conditions: str) -> str:
    """An offer whose benefit is beside the point."""
    return f"""
  - id: tenth-off
    name: 10% off
    lane: mall
    conditions: {conditions}
    benefit: {{percent_off: 10%}}
"""


CONDITIONS = (
    Kind(
        "min_spend",
        """
  - id: tenth-off
    name: 10% off from 30
    lane: mall
    conditions: {min_spend: 30.00}
    benefit: {percent_off: 10%}
  - id: with-a-cake
    name: Tea 1 off beside 12 of cake
    lane: item
    scope: {category: pantry/tea}
    conditions: {min_spend: {amount: 12.00, goods: {category: bakery/cakes}}}
    benefit: {amount_off: 1.00}
""",
        Basket("2 tea, 1 cake"),
        (
            Basket("1 tea at 29.99", "29.99 does not reach 30"),
            Basket("1 tea at 30.00", "30.00 does"),
            Basket("1 tea at 15.50, 1 cake", "The item price comes first: 15.50 less 1.00 and 15.00 are 29.50"),
        ),
        ("It measures what is still to be paid when the offer's turn comes, for the goods in its scope (in the shop lanes: of one shop). With `goods` it measures those, over the whole cart.",),
    ),
    Kind(
        "min_quantity",
        """
  - id: tea-by-two
    name: Tea house 10% off from two teas
    lane: shop
    shop: tea-house
    conditions: {min_quantity: {quantity: 2, goods: {category: pantry/tea}}}
    benefit: {percent_off: 10%}
""",
        Basket("2 tea, 1 mug"),
        (
            Basket("1 tea, 1 mug", "One tea; the mug does not count"),
            Basket("3 tea", "Three"),
        ),
        ("Written plainly (`min_quantity: 2`) it counts units of the offer's own scope.",),
    ),
    Kind(
        "member_level",
        _tenth("{member_level: gold}"),
        Basket("2 tea", facts={"buyer": {"level": "gold"}}),
        (
            Basket("2 tea", "A higher level will do", facts={"buyer": {"level": "platinum"}}),
            Basket("2 tea", "Silver", facts={"buyer": {"level": "silver"}}),
            Basket("2 tea", "A guest"),
        ),
    ),
    Kind(
        "new_member",
        _tenth("{new_member: true}"),
        Basket("2 tea", facts={"buyer": {"is_new": True}}),
        (Basket("2 tea", "Has bought before", facts={"buyer": {"is_new": False}}),),
        ("`new_member: false` is for those who have bought before.",),
    ),
    Kind(
        "birthday",
        _tenth("{birthday: true}"),
        Basket("2 tea", facts={"buyer": {"birthday": "1984-11-11"}}),
        (
            Basket("2 tea", "Born a day later", facts={"buyer": {"birthday": "1984-11-12"}}),
            Basket("2 tea", "Born on the 11th, bought one second before it begins in New York", at="2026-11-10 23:59:59", facts={"buyer": {"birthday": "1984-11-11"}}),
            Basket("2 tea", "No birthday told"),
        ),
        ("The day is that of the festival's time zone. Who was born on 29 February celebrates on the 28th in common years.",),
    ),
    Kind(
        "birth_year",
        _tenth("{birth_year: {from: 1980, to: 1989}}"),
        Basket("2 tea", facts={"buyer": {"birthday": "1980-01-01"}}),
        (
            Basket("2 tea", "The last day of the last year", facts={"buyer": {"birthday": "1989-12-31"}}),
            Basket("2 tea", "The day after", facts={"buyer": {"birthday": "1990-01-01"}}),
        ),
    ),
    Kind(
        "gender",
        _tenth("{gender: F}"),
        Basket("2 tea", facts={"buyer": {"gender": "F"}}),
        (
            Basket("2 tea", "States another", facts={"buyer": {"gender": "M"}}),
            Basket("2 tea", "States none"),
        ),
        ("It is compared as the members' records spell it.",),
    ),
    Kind(
        "member_tag",
        _tenth("{member_tag: [student, teacher]}"),
        Basket("2 tea", facts={"buyer": {"tags": ["teacher"]}}),
        (Basket("2 tea", "Bears none of them", facts={"buyer": {"tags": ["nurse"]}}),),
    ),
    Kind(
        "region",
        _tenth("{region: [NY, NJ]}"),
        Basket("2 tea", facts={"region": "NJ"}),
        (
            Basket("2 tea", "Goes elsewhere", facts={"region": "CA"}),
            Basket("2 tea", "The cart names no region: the buyer's own counts", facts={"buyer": {"region": "NY"}}),
            Basket("2 tea", "Nobody knows where it goes"),
        ),
    ),
    Kind(
        "region_outside",
        _tenth("{region_outside: [AK, HI]}"),
        Basket("2 tea", facts={"region": "NJ"}),
        (
            Basket("2 tea", "Set aside", facts={"region": "HI"}),
            Basket("2 tea", "Nobody knows where it goes: it is not known to be set aside"),
        ),
    ),
    Kind(
        "channel",
        _tenth("{channel: app}"),
        Basket("2 tea", facts={"channel": "app"}),
        (Basket("2 tea", "Another way", facts={"channel": "web"}),),
    ),
    Kind(
        "payment_method",
        _tenth("{payment_method: [feria-card, wallet]}"),
        Basket("2 tea", facts={"payment": "wallet"}),
        (
            Basket("2 tea", "Paid otherwise", facts={"payment": "cash"}),
            Basket("2 tea", "Not known yet how it is paid"),
        ),
    ),
    Kind(
        "daily_hours",
        _tenth("{daily_hours: 22:00 to 02:00}"),
        Basket("2 tea", at="2026-11-11 22:00"),
        (
            Basket("2 tea", "After midnight", at="2026-11-11 01:59:59"),
            Basket("2 tea", "At its end", at="2026-11-11 02:00"),
            Basket("2 tea", "At noon"),
        ),
        (
            "The clock is that of the festival's time zone. `when: {hours: ...}` says the same of an offer as a whole; as a condition it can stand inside `any_of` and `not`, and run over midnight.",
        ),
    ),
    Kind(
        "first_orders",
        _tenth("{first_orders: 50}"),
        Basket("2 tea", facts={"rank": 50}),
        (
            Basket("2 tea", "The fifty-first", facts={"rank": 51}),
            Basket("2 tea", "Not paid yet, so its place is not known"),
        ),
        ("The rank is handed in with the cart; whoever counts orders answers for it (R2.11). The mall counts for each offer apart the orders that get it, and keeps a place while it is being paid for.",),
    ),
    Kind(
        "buyers_order",
        _tenth("{buyers_order: 2}"),
        Basket("2 tea", facts={"buyer": {"orders": 1}}),
        (
            Basket("2 tea", "The first"),
            Basket("2 tea", "The third", facts={"buyer": {"orders": 2}}),
        ),
        ("A cart states how many orders the buyer has placed in this festival already.",),
    ),
    Kind(
        "group_size",
        _tenth("{group_size: 10}"),
        Basket("2 tea", facts={"group": 10}),
        (Basket("2 tea", "One short", facts={"group": 9}), Basket("2 tea", "Alone")),
    ),
    Kind(
        "all_of",
        _tenth("{all_of: [{not: {channel: app}}, {not: {region: AK}}]}"),
        Basket("2 tea", facts={"channel": "web", "region": "NY"}),
        (
            Basket("2 tea", "In the app", facts={"channel": "app", "region": "NY"}),
            Basket("2 tea", "To Alaska", facts={"channel": "web", "region": "AK"}),
        ),
        ("Fields that stand beside each other must all hold anyway; `all_of` is for two of one name.",),
    ),
    Kind(
        "any_of",
        _tenth("{any_of: [{birthday: true}, {member_level: gold, min_spend: 20.00}]}"),
        Basket("1 tea", facts={"buyer": {"birthday": "1984-11-11"}}),
        (
            Basket("2 tea", "Gold, 24.00", facts={"buyer": {"level": "gold"}}),
            Basket("1 tea", "Gold, 12.00: the first set's reason is told", facts={"buyer": {"level": "gold"}}),
        ),
    ),
    Kind(
        "not",
        _tenth("{not: {min_quantity: {quantity: 1, goods: {tag: oversize}}}}"),
        Basket("2 tea"),
        (Basket("2 tea, 1 table", "Something oversize in the cart"),),
        ("Several fields under one `not` must not all hold: it is refused only when every one of them does.",),
    ),
    Kind(
        "proof",
        """
  - id: students
    name: Students 10% off
    lane: mall
    conditions: {member_tag: student}
    proof: student card
    benefit: {percent_off: 10%}
""",
        Basket("2 tea", facts={"buyer": {"tags": ["student"]}}),
        (Basket("2 tea", "Not a student"),),
        ("It is no condition to the engine: the price is given, and the receipt tells staff what to ask for (R2.10).",),
    ),
)  # fmt: skip
