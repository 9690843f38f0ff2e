"""What an offer may stand beside: every field of ``stacking``."""

from tools.kinds.told import Basket, Kind


def _coupons(first: str, second: str) -> str:
    """Two coupons of the mall, of which the fields under test say what they may do together."""
    return f"""
coupons:
  - id: three-off
    name: 3 off
    stock: 100
    per_member: 3
    use: {{phase: main}}
    benefit: {{amount_off: 3.00}}{first}
  - id: tea-two-off
    name: Tea 2 off
    stock: 100
    use: {{phase: main}}
    scope: {{category: pantry/tea}}
    benefit: {{amount_off: 2.00}}{second}
"""


BOTH = {"coupons": ["three-off", "tea-two-off"]}
STACKING = (
    Kind(
        "per_order",
        _coupons("\n    stacking: {per_order: 2}", ""),
        Basket("2 tea", facts={"coupons": ["three-off", "three-off", "three-off"]}),
        (
            Basket("2 tea", "One held", facts={"coupons": ["three-off"]}),
            Basket("2 tea", "None held"),
        ),
        ("Of a shop's coupon it is so many in each shop; of vouchers, at most so many of those that the spend sets free.",),
    ),
    Kind(
        "joins",
        _coupons("", "\n    stacking: {joins: [three-off]}"),
        Basket("2 tea", facts=BOTH),
        (
            Basket("2 tea", "Only the other in the wallet", facts={"coupons": ["tea-two-off"]}),
            Basket("1 cake", "No tea: the one works alone", facts=BOTH),
            Basket("1 cake", "No tea, and only the coupon for tea", facts={"coupons": ["tea-two-off"]}),
        ),
        ("It is enough that one of two says so. Coupons beside each other both look at what was payable before either. `joins: any` joins every coupon of the lane.",),
    ),
    Kind(
        "excludes",
        """
promotions:
  - id: tea-fifth-off
    name: Tea 20% off
    lane: item
    scope: {category: pantry/tea}
    benefit: {percent_off: 20%}

coupons:
  - id: five-off-20
    name: 5 off 20
    stock: 100
    use: {phase: main}
    benefit: {spend_tiers: [{spend: 20.00, off: 5.00}]}
    stacking: {excludes: [tea-fifth-off]}
""",
        Basket("2 tea, 1 cake", facts={"coupons": ["five-off-20"]}),
        (
            Basket("2 cake", "No tea, so the other is not granted", facts={"coupons": ["five-off-20"]}),
            Basket("1 tea", "Tea alone"),
        ),
        (
            "Said on one side, it holds for both. What the earlier lanes grant by themselves stays, and the coupon waits; between coupons the cheaper order decides.",
            "`excludes: any` is for an offer that stands alone. The check refuses exclusions in a ring.",
        ),
    ),
    Kind(
        "full_price_only",
        """
promotions:
  - id: tea-fifth-off
    name: Tea 20% off
    lane: item
    scope: {category: pantry/tea}
    benefit: {percent_off: 20%}

coupons:
  - id: full-price-3-off
    name: 3 off at full price
    stock: 100
    use: {phase: main}
    benefit: {spend_tiers: [{spend: 15.00, off: 3.00}]}
    stacking: {full_price_only: true}
""",
        Basket("2 tea, 1 cake", facts={"coupons": ["full-price-3-off"]}),
        (
            Basket("2 tea", "Everything is reduced already", facts={"coupons": ["full-price-3-off"]}),
            Basket("2 mug", "16.00 at full price", facts={"coupons": ["full-price-3-off"]}),
        ),
    ),
)  # fmt: skip
