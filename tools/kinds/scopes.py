"""Every way to say which goods count."""

from tools.kinds.told import Basket, Kind


def _tenth(scope: str) -> str:
    return f"""
  - id: tenth-off
    name: 10% off
    lane: item
    scope: {scope}
    benefit: {{percent_off: 10%}}
"""


ALL = "1 tea, 1 coffee, 1 mug, 1 cake, 1 roll"
SCOPES = (
    Kind("all", _tenth("all"), Basket(ALL), (Basket("1 roll"),), ("A scope that is left out says the same.",)),
    Kind(
        "shop", _tenth("{shop: bakery}"), Basket(ALL), (Basket("1 tea"),),
        ("A promotion that belongs to a `shop` is about that shop's goods anyway.",),
    ),
    Kind(
        "category", _tenth("{category: [pantry, bakery/cakes]}"), Basket(ALL), (Basket("1 roll"),),
        ("A category holds everything below it: `pantry` is `pantry/tea` and `pantry/coffee`, and not `pantry-shelves`.",),
    ),
    Kind("brand", _tenth("{brand: [Hibari, Clay]}"), Basket(ALL), (Basket("1 cake"),)),
    Kind("sku", _tenth("{sku: [tea, roll]}"), Basket(ALL), (Basket("1 cake"),)),
    Kind("tag", _tenth("{tag: organic}"), Basket(ALL), (Basket("1 mug"),)),
    Kind(
        "within", _tenth("{tag: organic, within: {tag: new}}"), Basket(ALL), (Basket("1 tea"), Basket("1 cake")),
        ("Fields of one scope narrow it; values of one field widen it. `within` narrows by a whole scope: here goods that bear both tags.",),
    ),
    Kind(
        "except", _tenth("{shop: tea-house, except: {category: pantry}}"), Basket(ALL), (Basket("1 tea"),),
        ("The check refuses an `except` that takes everything out again.",),
    ),
    Kind(
        "a list", _tenth("[{category: pantry/tea}, {shop: bakery, tag: new}]"), Basket(ALL), (Basket("1 roll"),),
        ("Any of the scopes will do.",),
    ),
)  # fmt: skip
