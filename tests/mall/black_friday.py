"""The example of the whole vocabulary, and a mall that has all it names."""

from __future__ import annotations

from pathlib import Path

from tests.mall.factories import at, make_category, make_product, make_shop

TEXT = (Path(__file__).parents[2] / "examples" / "festivals" / "black-friday.yaml").read_text("utf-8")
SHOPS = ("phones", "computers", "audio", "gaming", "cameras", "smart-home", "accessories")
CATEGORIES = (
    "phones/smartphones", "computers/laptops", "computers/webcams", "computers/microphones", "audio/headphones",
    "gaming/games", "gaming/consoles", "gaming/robot-kits", "cameras/instant", "cameras/mirrorless", "cameras/lenses",
    "accessories/cases", "accessories/cables", "accessories/mice",
)  # fmt: skip
GIFTS = ("TOTE-1", "POWER-10", "LAMP-2", "BUDS-1", "BAG-3")
NOON = at(2026, 11, 27, 17)  # in New York
OPENING = at(2026, 11, 27, 12)  # seven in the morning there


def make_mall() -> None:
    """Shops, categories and gifts that the document names, and one product with every tag."""
    for shop in SHOPS:
        make_shop(shop)
    for category in CATEGORIES:
        make_category(category)
    for gift in GIFTS:
        make_product(gift)
    make_product("NEW-1", tags=["new", "refurbished", "oversize"], brand="Kite")
