"""Each product has a drawing that fits it, the same every time."""

from pathlib import Path

import pytest

import feria.mall.web
from feria.mall.web.illustrations import GENERIC, TINTS, art_for, illustration_for
from feria.mall.web.motifs import RULES

ART = Path(feria.mall.web.__file__).parent / "art" / "goods"


@pytest.mark.parametrize(
    ("path", "kind", "motif"),
    [
        ("Grocery > Cheese", "Shredded cheese", "cheese"),
        ("GROCERY / FLUID MILK PRODUCTS", "FLUID MILK WHITE ONLY", "milk"),
        ("Meat-pckgd > Hot dogs", "Kosher/specialty", "hotdog"),
        ("Grocery > Dog foods", "Dry dog food premium (alpo/pur", "pet"),
        ("Frozen meat", "Frzn breaded prepared chick", "chicken"),
        ("Grocery > Pnt btr/jelly/jams", "Peanut butter", "jar"),
        ("Grocery > Butter", "Butter", "butter"),
        ("Produce > Melons", "Watermelon seedless whole", "melon"),
        ("Produce > Melons", "Honeydew whole", "melon"),
        ("Grocery > Water", "Spring water", "water"),
        ("Meat > Beef", "Lean", "beef"),
        ("Deli > Deli meats", "Meat: beef bulk", "deli"),
        ("Fuel > Coupon/misc items", "Gasoline-reg unleaded", "fuel"),
        ("Drug gm > Toys and games", "Diecast mini", "toy"),
        ("Produce", "", "vegetables"),
        ("Grocery", "", "groceries"),
        ("Bakery", "", "cake"),
        ("Packaged Meat", "", "sausage"),
        ("Drugstore & General", "", "soap"),
        ("", "", GENERIC),
        ("Something new", "Never seen", GENERIC),
    ],
)
def test_given_a_category_then_the_drawing_fits(path: str, kind: str, motif: str) -> None:
    assert illustration_for(path, kind) == motif


def test_every_motif_is_drawn_and_every_drawing_is_called_for() -> None:
    drawn = {file.stem for file in ART.glob("*.svg")} - {"doily"}  # lies under each of them
    called = {motif for motif, _ in RULES} | {GENERIC}
    assert called == drawn


def test_a_product_keeps_its_tint_and_products_differ() -> None:
    tints = [art_for("Grocery > Soup", "Soup", sku).tint for sku in range(400)]
    assert tints == [art_for("Grocery > Soup", "Soup", sku).tint for sku in range(400)]
    assert set(tints) == set(range(1, TINTS + 1))
