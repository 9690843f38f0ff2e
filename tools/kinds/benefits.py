"""Every benefit, in the order of the notation."""

from tools.kinds.told import Basket, Kind

BENEFITS = (
    Kind(
        "percent_off",
        """
  - id: tea-fifth-off
    name: Tea house 20% off
    lane: item
    scope: {shop: tea-house}
    benefit: {percent_off: 20%}
""",
        Basket("2 tea, 1 mug, 1 cake"),
        (
            Basket("1 tea at 9.99", "A unit of 9.99: 1.998 rounds to 2.00"),
            Basket("1 tea at 0.02", "A unit of 0.02: a fifth of it rounds to nothing"),
            Basket("1 tea floor 11.00", "A floor price of 11.00 keeps part of it back"),
            Basket("1 cake", "Nothing of the scope in the cart"),
        ),
        (
            "In the lane `item` every unit is rounded by itself, half a cent up, so that each has a price. In the later lanes the whole reduction is rounded once and then shared out over the units, to the cent.",
            "100% is free; more is refused by the check, and so is a bare `20`.",
        ),
    ),
    Kind(
        "amount_off",
        """
  - id: two-off-each
    name: Tea 2.00 off
    lane: item
    scope: {category: pantry/tea}
    benefit: {amount_off: 2.00}
  - id: five-off-all
    name: 5.00 off the order
    lane: mall
    conditions: {min_spend: 30.00}
    benefit: {amount_off: 5.00}
""",
        Basket("3 tea, 1 cake"),
        (
            Basket("1 tea at 1.50", "A unit of 1.50 becomes free, never less"),
            Basket("2 tea, 1 cake at 9.99", "The item price comes first: 29.99 is left, one cent short of 30.00"),
            Basket("2 tea, 1 cake at 10.00", "30.00 exactly"),
            Basket("2 mug", "Neither tea nor 30.00"),
        ),
        ("In the lane `item` it comes off each unit, in the later lanes once off all goods in scope.",),
    ),
    Kind(
        "fixed_price",
        """
  - id: tea-for-nine
    name: Tea for 8.88
    lane: item
    scope: {category: pantry/tea}
    benefit: {fixed_price: 8.88}
""",
        Basket("2 tea, 1 mug"),
        (
            Basket("1 tea at 8.00", "A unit that is cheaper already keeps its price"),
            Basket("1 tea at 8.88", "A unit at that very price"),
            Basket("1 tea floor 10.00", "A floor price above the fixed one"),
        ),
        ("`fixed_price: 0` gives the unit away.",),
    ),
    Kind(
        "spend_tiers",
        """
  - id: tea-house-tiers
    name: Tea house up to 20 off
    lane: shop
    shop: tea-house
    benefit:
      spend_tiers:
        - {spend: 100.00, off: 5.00}
        - {spend: 200.00, off: 10.00}
        - {spend: 300.00, off: 20.00}
""",
        Basket("1 table, 2 tea, 1 cake"),
        (
            Basket("1 tea at 99.99", "99.99 does not reach 100 (R2.5)"),
            Basket("1 tea at 100.00", "100.00 does"),
            Basket("1 tea at 600.00", "600: the highest tier, once (R2.3)"),
            Basket("1 tea at 90.00, 1 cake", "Goods of another shop do not help"),
        ),
        (
            "The check refuses tiers that do not ascend, that take off no more than the one below, or that `at_most` cuts short; it warns of one that pays less where it starts than the one before.",
        ),
    ),
    Kind(
        "every",
        """
  - id: house-every
    name: Tea house, as often as it fits
    lane: shop
    shop: tea-house
    benefit:
      spend_tiers:
        - {spend: 100.00, off: 5.00}
        - {spend: 300.00, off: 20.00}
      every: true
      at_most: 50.00
""",
        Basket("1 tea at 650.00"),
        (
            Basket("1 tea at 299.99", "299.99: twice the first tier"),
            Basket("1 tea at 300.00", "300: once the second"),
            Basket("1 tea at 900.00", "900: three times 20, cut at 50"),
            Basket("1 tea at 99.00", "No tier reached"),
        ),
        ("A rate cannot repeat; the check says so. `every` stands beside `spend_tiers` and `quantity_tiers` only.",),
    ),
    Kind(
        "every_spend",
        """
  - id: every-thirty
    name: 4 off every 30
    lane: mall
    benefit: {every_spend: {spend: 30.00, off: 4.00}, at_most: 10.00}
""",
        Basket("5 tea, 1 cake"),
        (
            Basket("1 tea at 29.99", "29.99"),
            Basket("1 tea at 59.99", "59.99: once"),
            Basket("1 tea at 60.00", "60.00: twice"),
            Basket("1 tea at 90.00", "90.00: three times would be 12, `at_most` is 10"),
        ),
        ("It counts goods of all shops together in the lane `mall`, of one shop in the lane `shop`.",),
    ),
    Kind(
        "quantity_tiers",
        """
  - id: tea-by-three
    name: Three teas and more
    lane: shop
    shop: tea-house
    scope: {category: pantry/tea}
    benefit:
      quantity_tiers:
        - {quantity: 3, off: 10%}
        - {quantity: 6, off: 15.00}
""",
        Basket("3 tea, 1 mug"),
        (
            Basket("2 tea", "Two"),
            Basket("5 tea", "Five: a tenth of 60"),
            Basket("6 tea", "Six: 15 off, whatever they cost"),
            Basket("2 tea, 4 mug", "Units outside the scope do not count"),
        ),
    ),
    Kind(
        "every_quantity",
        """
  - id: rolls-by-ten
    name: 1 off every ten rolls
    lane: shop
    shop: bakery
    scope: {category: bakery/rolls}
    benefit: {every_quantity: {quantity: 10, off: 1.00}}
""",
        Basket("20 roll, 1 cake"),
        (
            Basket("9 roll", "Nine"),
            Basket("29 roll", "Twenty-nine: twice"),
            Basket("10 roll at 0.05", "Ten for 0.50 in all: free, and no less than nothing"),
        ),
    ),
    Kind(
        "choice_tiers",
        """
  - id: money-or-gift
    name: Money or a gift
    lane: mall
    benefit:
      choice_tiers:
        - {spend: 40.00, off: 2.00}
        - {spend: 60.00, off: 3.00, gifts: [{sku: strainer, value: 4.50}]}
        - {spend: 100.00, off: 5.00, gifts: [{sku: teapot, value: 18.00}]}
""",
        Basket("6 tea", facts={"picks": [{"promotion": "money-or-gift", "gift": "strainer"}]}),
        (
            Basket("6 tea", "Nobody picks: the money"),
            Basket("6 tea", "A gift of a tier not reached: the money", facts={"picks": [{"promotion": "money-or-gift", "gift": "teapot"}]}),
            Basket("10 tea", "A gift of a lower tier may be picked", facts={"picks": [{"promotion": "money-or-gift", "gift": "strainer"}]}),
            Basket("3 tea", "36.00", facts={"picks": [{"promotion": "money-or-gift", "gift": "strainer"}]}),
        ),
        (
            "A gift picked keeps the offer's place in its lane: the money is not given on top, and no other offer of the lane on the same goods either (R2.9).",
            "`value` is what the gift is charged at when the goods come back without it.",
        ),
    ),
    Kind(
        "voucher",
        """
coupons:
  - id: house-voucher
    name: Voucher 5 for every 30
    stock: 500
    per_member: 4
    use: {phase: main}
    benefit: {voucher: {spend: 30.00, off: 5.00}}
""",
        Basket("5 tea, 1 cake", facts={"coupons": ["house-voucher", "house-voucher", "house-voucher"]}),
        (
            Basket("1 tea at 29.99", "29.99 sets none free", facts={"coupons": ["house-voucher"]}),
            Basket("1 tea at 60.00", "60.00 sets two free, one is held", facts={"coupons": ["house-voucher"]}),
            Basket("1 tea at 60.00", "None held"),
        ),
        (
            "It works in the lane `mall`, counts the goods of all shops, and stands beside the mall's other reductions' goods as they left them. Vouchers that expire first are spent first.",
            "How many one order may spend at all is `stacking: {per_order: 2}`.",
        ),
    ),
    Kind(
        "buy_get",
        """
  - id: three-for-two
    name: Three for two
    lane: bundle
    scope: {shop: tea-house}
    benefit: {buy_get: {of: 3}}
""",
        Basket("2 tea, 1 mug"),
        (
            Basket("2 tea", "Two"),
            Basket("3 tea, 3 mug", "Six: the dearest are grouped first, so that most comes off"),
            Basket("5 tea", "Five: one group, two units over"),
        ),
        (
            "`{of: 2}` is two for one: the dearer is paid (R2.6). `{of: 2, off: 50%}` is the second at half price.",
            "`times` bounds the groups in an order. A unit is in one bundle only.",
        ),
    ),
    Kind(
        "buy_x_get_y",
        """
  - id: mug-with-tea
    name: Half-price mug with two teas
    lane: bundle
    scope: {category: pantry/tea}
    benefit: {buy_x_get_y: {buy: 2, goods: {category: home/mugs}, off: 50%}}
""",
        Basket("2 tea, 1 mug"),
        (
            Basket("2 tea, 2 mug", "One mug for two teas"),
            Basket("4 tea, 2 mug", "Four teas, two mugs"),
            Basket("2 tea", "No mug in the cart"),
            Basket("1 tea, 1 mug", "One tea is not two"),
        ),
        ("What was bought for it cannot also be the unit that is reduced. Both sides are then part of this bundle and of no other.",),
    ),
    Kind(
        "bundle_price",
        """
  - id: any-three-for-25
    name: Any three for 25
    lane: bundle
    scope: {shop: tea-house, except: {tag: oversize}}
    benefit: {bundle_price: {of: 3, price: 25.00}}
""",
        Basket("2 tea, 1 mug"),
        (
            Basket("1 tea, 2 mug", "28.00 becomes 25.00"),
            Basket("3 mug", "24.00 is cheaper as it is"),
            Basket("4 tea", "Three for 25, the fourth as listed"),
        ),
    ),
    Kind(
        "combo",
        """
  - id: tea-for-two
    name: Tea for two, 30
    lane: bundle
    benefit:
      combo:
        parts:
          - {goods: {category: pantry/tea}}
          - {goods: {category: home/mugs}, quantity: 2}
          - {goods: {category: bakery/cakes}}
        price: 30.00
""",
        Basket("1 tea, 2 mug, 1 cake"),
        (
            Basket("1 tea, 1 mug, 1 cake", "A mug is missing"),
            Basket("2 tea, 4 mug, 2 cake", "Two sets"),
            Basket("1 tea at 5.00, 2 mug at 4.00, 1 cake", "28.00 in all: cheaper as it is"),
        ),
        ("The reduction is shared over all parts by what each costs; each shop's part is posted to that shop.",),
    ),
    Kind(
        "add_on",
        """
  - id: mug-for-three
    name: A mug for 3.00
    lane: bundle
    scope: {category: pantry}
    benefit: {add_on: {goods: {category: home/mugs}, price: 3.00, below: 10.00}}
""",
        Basket("1 tea, 1 mug"),
        (
            Basket("1 mug", "Nothing else bought"),
            Basket("1 tea, 2 mug", "One mug only: `times` is 1 unless said"),
            Basket("1 tea, 1 mug at 10.00", "A mug listed at 10.00 is not below 10.00"),
        ),
        ("What was bought to earn it may be part of another bundle.",),
    ),
    Kind(
        "pay_with_points",
        """
  - id: points
    name: Points pay up to 30%
    lane: points
    conditions: {min_spend: 10.00}
    benefit: {pay_with_points: {worth: 0.01, at_most: 30%}}
""",
        Basket("2 tea, 1 cake", facts={"points": 500}),
        (
            Basket("2 tea, 1 cake", "No points offered"),
            Basket("2 tea, 1 cake", "More points than 30% of 39.00: the rest stays", facts={"points": 5000}),
            Basket("1 tea at 9.99", "Less than the least order", facts={"points": 500}),
        ),
        (
            "Only whole points are spent, and only as many as the cart offers. A point that is worth 0.05 pays in steps of 0.05.",
            "Points lower what the goods cost, so spending them may lose a shipping threshold: they are spent only when the order is cheaper for it.",
        ),
    ),
    Kind(
        "free_shipping",
        """
  - id: ships-free
    name: Ships free
    lane: shipping
    conditions: {region_outside: [AK, HI]}
    benefit: {free_shipping: true}
  - id: islands
    name: 5 off shipping
    lane: shipping
    benefit: {free_shipping: true, at_most: 5.00}
""",
        Basket("1 tea", facts={"region": "NJ", "shipping_fee": "6.90"}),
        (
            Basket("1 tea", "To Hawaii", facts={"region": "HI", "shipping_fee": "14.00"}),
            Basket("1 tea", "A fee below the cap", facts={"region": "HI", "shipping_fee": "3.00"}),
            Basket("1 tea", "No fee to begin with", facts={"region": "NJ"}),
        ),
        (
            "One line in scope is enough for the whole order (R2.16). Goods that never ship free are a condition: `not: {min_quantity: {quantity: 1, goods: {tag: oversize}}}`.",
            "The best offer of the lane counts; two do not add up.",
        ),
    ),
    Kind(
        "earn_points",
        """
  - id: two-a-dollar
    name: Two points a dollar
    lane: grant
    benefit: {earn_points: {points: 2, every: 1.00, at_most: 100}}
""",
        Basket("2 tea, 1 mug"),
        (
            Basket("1 tea at 0.99", "Less than one dollar"),
            Basket("1 tea at 12.99", "Twelve full dollars"),
            Basket("1 table", "180 dollars, cut at 100 points"),
        ),
        ("What is granted changes no price. It counts what is left to pay for the goods in scope, after points and without shipping.",),
    ),
    Kind(
        "rebate",
        """
  - id: five-back
    name: 5 back for every 50
    lane: grant
    benefit: {rebate: {amount: 5.00, every: 50.00, at_most: 10.00}}
""",
        Basket("5 tea"),
        (
            Basket("1 tea at 49.99", "49.99"),
            Basket("1 tea at 100.00", "100.00: twice"),
            Basket("1 table", "180: three times would be 15, `at_most` is 10"),
        ),
    ),
    Kind(
        "next_coupon",
        """
promotions:
  - id: come-again
    name: Come again
    lane: grant
    conditions: {min_spend: 20.00}
    benefit: {next_coupon: {coupon: cake-3-off-12}}

coupons:
  - id: cake-3-off-12
    name: Cake 3 off 12
    shop: bakery
    stock: 500
    use: {phase: main}
    benefit: {spend_tiers: [{spend: 12.00, off: 3.00}]}
""",
        Basket("2 tea"),
        (
            Basket("1 tea", "12.00"),
            Basket("2 tea, 1 cake", "The coupon is for the next order: this one cannot use it"),
            Basket("2 tea, 1 cake", "With one from before in the wallet, an order uses one and brings one", facts={"coupons": ["cake-3-off-12"]}),
        ),
        (
            "The check refuses a coupon that is not in `coupons`, or whose `use` is over before the offer starts.",
            "The mall issues it when the order is paid, as far as the coupon's stock reaches, and takes it back unused when the order is cancelled. The limit of claims per member does not bind it.",
        ),
    ),
    Kind(
        "draw_chances",
        """
  - id: lucky-balls
    name: Lucky balls
    lane: grant
    benefit: {draw_chances: {draw: lucky-balls, every: 38.00, at_most: 3}}
""",
        Basket("4 tea"),
        (
            Basket("1 tea at 37.99", "37.99"),
            Basket("1 tea at 76.00", "76.00: two chances"),
            Basket("1 table", "180: four would fit, three are given (R6.5)"),
        ),
    ),
    Kind(
        "free_gift",
        """
  - id: strainer
    name: A strainer with three teas
    lane: grant
    scope: {category: pantry/tea}
    conditions: {min_quantity: 3}
    benefit: {free_gift: {sku: strainer, value: 4.50}}
""",
        Basket("3 tea"),
        (
            Basket("2 tea", "Two"),
            Basket("9 tea", "Nine: still one, for there is no `every`"),
        ),
        ("With `--catalogue` the check refuses a gift that the catalogue does not have.",),
    ),
)  # fmt: skip
