"""Sample goods and offers for the gallery; no page of the mall reads them."""

from feria.mall.web import parts
from feria.mall.web.illustrations import art_for

# name, category path, type, size, price, reference, badge
GOODS = (
    ("Choice beef chuck roast", "Meat > Beef", "Choice beef", "2.5 lb", 1249, 1599, "Frenzy price"),
    ("Strawberries, one pound", "Produce > Berries", "Strawberries", "16 oz", 249, 399, "Half price hour"),
    (
        "Whole milk, one gallon",
        "Grocery > Fluid milk products",
        "Fluid milk white only",
        "1 gal",
        279,
        None,
        "",
    ),
    (
        "Sharp cheddar, natural chunk",
        "Grocery > Cheese",
        "Natural cheese exact wt chunks",
        "8 oz",
        189,
        250,
        "3 for 5.00",
    ),
    ("Ground coffee, medium roast", "Grocery > Coffee", "Ground coffee", "34.5 oz", 799, 1099, "Mall coupon"),
    ("Frozen pizza, four cheese", "Grocery > Frozen pizza", "Pizza premium", "22 oz", 449, 599, ""),
    ("Large eggs", "Grocery > Eggs", "Eggs - large", "18 ct", 199, None, ""),
    (
        "Sandwich bread, whole wheat",
        "Grocery > Baked bread",
        "Mainstream wheat bread",
        "20 oz",
        139,
        189,
        "Saves with milk",
    ),
    (
        "Laundry detergent, liquid",
        "Grocery > Laundry detergents",
        "Liquid laundry detergents",
        "100 oz",
        899,
        1199,
        "Shop coupon",
    ),
    (
        "Cola, twelve cans",
        "Grocery > Soft drinks",
        "Soft drinks 12pk can",
        "12 x 12 oz",
        333,
        450,
        "300 less 50",
    ),
    ("Rose bouquet", "Floral > Roses", "Rose bouquet", "12 stems", 1199, None, ""),
    ("Dry dog food", "Grocery > Dog foods", "Dry dog food premium", "17 lb", 1149, 1399, ""),
)


def product_cards() -> list[parts.ProductCard]:
    """A dozen cards, one sold out, one with two badges."""
    return [_card(index, *row) for index, row in enumerate(GOODS)]


def _card(
    index: int, name: str, path: str, kind: str, size: str, price: int, was: int | None, badge: str
) -> parts.ProductCard:
    badges = [parts.Badge(text=badge, tone="accent")] if badge else []
    if index == 1:
        badges.append(parts.Badge(text="12 left", tone="time", icon="clock"))
    saving = f"You save ${(was - price) / 100:.2f}" if was else ""
    return parts.ProductCard(
        name=name,
        url="#product",
        sku=f"P{index}",
        note=size,
        badges=badges,
        sold_out=index == 10,
        art=art_for(path, kind, seed=name),
        add_url="#add",
        favourite_url="#favourite",
        is_favourite=index == 2,
        price=parts.Price(amount=price, currency="USD", reference=was, saving=saving),
    )


def coupons() -> list[parts.Coupon]:
    """To claim, claimed, gone."""
    return [
        parts.Coupon(
            title="Whole mall",
            need="on 20.00 or more",
            terms="Every shop, until 11 November, 24:00. One an order.",
            amount=300,
            currency="USD",
            claim_url="#claim",
        ),
        parts.Coupon(
            title="Pastry shop",
            need="on 10.00 or more",
            terms="Cakes, pies and bread. With the shop's reduction.",
            rate_text="20 %",
            state_text="Claimed",
        ),
        parts.Coupon(
            title="Early birds",
            need="on 40.00 or more",
            terms="The first 500 claims.",
            amount=800,
            currency="USD",
            state_text="All gone",
            usable=False,
        ),
    ]


def tier_meter() -> parts.TierMeter:
    """46.20 on the way to 100."""
    return parts.TierMeter(
        label="Spend and save across the mall",
        currency="USD",
        message="Add 3.80 for 10 off instead of 5 off",
        tiers=parts.tiers_for(4620, [(3000, "5 off"), (5000, "10 off"), (10000, "25 off")]),
    )


def departments() -> list[dict[str, object]]:
    """Departments by an illustration and a word."""
    motifs = {
        "Grocery": "pasta",
        "Produce": "vegetables",
        "Meat": "beef",
        "Dairy": "milk",
        "Deli": "deli",
        "Pastry": "cake",
        "Seafood": "fish",
        "Drug & home": "soap",
        "Floral": "flowers",
        "Garden": "plant",
    }
    return [
        {"name": name, "art": parts.Art(motif=motif, tint=index % 8 + 1)}
        for index, (name, motif) in enumerate(motifs.items())
    ]
