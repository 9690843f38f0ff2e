"""How a kind is told on its page: an offer in YAML, a basket to price it on, and baskets at its edges."""

import re
from dataclasses import dataclass, field
from typing import Any

HEAD = """\
feria: 1
id: tea-day-2026
name: Tea Day
currency: USD
time_zone: America/New_York
shops: [tea-house, bakery]
phases:
  - id: main
    name: The day and the one before
    days: 2026-11-10 to 2026-11-11
    periods:
      - {id: frenzy, name: First hours, hours: 00:00 to 02:00}
      - {id: rational, name: All day, hours: 02:00 to 24:00}
"""
NOON = "2026-11-11 12:00"
GOODS: dict[str, dict[str, Any]] = {
    "tea": {"name": "Sencha tea", "shop": "tea-house", "category": "pantry/tea", "brand": "Hibari", "tags": ["organic"], "unit_price": "12.00"},
    "coffee": {"name": "Coffee", "shop": "tea-house", "category": "pantry/coffee", "brand": "Condor", "tags": ["organic", "new"], "unit_price": "9.00"},
    "mug": {"name": "Mug", "shop": "tea-house", "category": "home/mugs", "brand": "Clay", "tags": [], "unit_price": "8.00"},
    "table": {"name": "Tea table", "shop": "tea-house", "category": "home/tables", "brand": "Oak", "tags": ["oversize"], "unit_price": "180.00"},
    "cake": {"name": "Lemon cake", "shop": "bakery", "category": "bakery/cakes", "brand": "Oven", "tags": ["new"], "unit_price": "15.00"},
    "roll": {"name": "Bread roll", "shop": "bakery", "category": "bakery/rolls", "brand": "Oven", "tags": [], "unit_price": "0.60"},
}  # fmt: skip
"""What the baskets of the pages are filled with."""

_ENTRY = re.compile(r"(\d+) ([a-z]+)(?: at ([\d.]+))?(?: floor ([\d.]+))?")


@dataclass(frozen=True)
class Basket:
    """Goods as "2 tea, 1 mug at 7.99 floor 7.00", what else the cart states, and when it is priced.

    ``says`` is what a reader should look at; "" says the goods themselves.
    """

    goods: str
    says: str = ""
    at: str = NOON
    facts: dict[str, Any] = field(default_factory=dict)

    @property
    def title(self) -> str:
        return self.says or self.goods

    @property
    def cart(self) -> dict[str, Any]:
        """The cart as `feria quote` reads it. ValueError for goods that are not written as they should be."""
        lines = []
        for number, entry in enumerate(self.goods.split(", "), start=1):
            match = _ENTRY.fullmatch(entry)
            if match is None:
                raise ValueError(entry)
            units, name, price, floor = match.groups()
            known = GOODS[name]
            line = {"id": f"{name}-{number}", "sku": name, **known, "quantity": int(units)}
            line |= {"unit_price": price} if price else {}
            lines.append(line | ({"floor": floor} if floor else {}))
        return {"lines": lines, **self.facts}


@dataclass(frozen=True)
class Kind:
    """A word of the notation. ``offer`` is YAML below ``promotions:`` (or a whole tail of a document).

    ``notes`` are edges that no basket can show.
    """

    word: str
    offer: str
    basket: Basket
    edges: tuple[Basket, ...]
    notes: tuple[str, ...] = ()

    @property
    def tail(self) -> str:
        """The document's end: promotions, and coupons if there are any."""
        text = self.offer.strip("\n")
        return text if text.startswith(("promotions:", "coupons:")) else f"promotions:\n{text}"

    @property
    def document(self) -> str:
        return f"{HEAD}{self.tail}\n"
