"""R2.8: add-ons. R2.2: each unit in at most one bundle, and the best grouping of all is found."""

import pytest

from feria.pricing import (
    AddOn,
    BundlePrice,
    BuyGet,
    BuyXGetY,
    Categories,
    Combo,
    ComboPart,
    Everything,
    Lane,
    Promotion,
    Skus,
)
from tests.rulebook.pricing_desk import cart, goods, priced, promotion, yuan

PLUS_37 = promotion(
    "plus-37", Lane.BUNDLE, AddOn(price=yuan(37), goods=Everything(), below=yuan(100)), shop="north"
)
PLUS_47 = promotion(
    "plus-47", Lane.BUNDLE, AddOn(price=yuan(47), goods=Everything(), below=yuan(150)), shop="north"
)


def test_having_bought_anything_37_buys_one_listed_under_100() -> None:
    quoted = priced(cart(goods(300), goods(99)), PLUS_37)

    assert [line.payable for line in quoted.lines] == [yuan(300), yuan(37)]


def test_an_article_listed_at_100_is_not_under_100() -> None:
    assert priced(cart(goods(300), goods(100)), PLUS_37).payable == yuan(400)


def test_both_add_ons_take_one_article_each() -> None:
    quoted = priced(cart(goods(300), goods(99), goods(149)), PLUS_37, PLUS_47)

    assert quoted.payable == yuan(300 + 37 + 47)


def test_an_add_on_needs_something_bought_besides_itself() -> None:
    quoted = priced(cart(goods(99)), PLUS_37)

    assert quoted.payable == yuan(99)
    assert quoted.refusals[0].code == "incomplete-set"


def test_what_is_bought_elsewhere_does_not_count() -> None:
    assert priced(cart(goods(300, shop="south"), goods(99)), PLUS_37).payable == yuan(399)


def test_any_three_for_100() -> None:
    three = promotion("3-for-100", Lane.BUNDLE, BundlePrice(size=3, price=yuan(100)))

    # The three dearest make the set; the cheapest is paid as it is.
    assert priced(cart(goods(50, quantity=2), goods(40), goods(30)), three).payable == yuan(130)
    cheap = priced(cart(goods(20, quantity=3)), three)
    assert cheap.payable == yuan(60)
    assert cheap.refusals[0].code == "not-cheaper", "a fourth unit would not help"


def test_a_combo_of_named_goods() -> None:
    grill = Combo(
        parts=(ComboPart(scope=Skus(skus=("grill",))), ComboPart(scope=Skus(skus=("skewer",)), quantity=2)),
        price=yuan(299),
    )
    quoted = priced(
        cart(goods(280, name="grill"), goods(25, name="skewer", quantity=3)),
        promotion("party", Lane.BUNDLE, grill),
    )

    assert quoted.payable == yuan(299 + 25)


def test_two_bought_one_got() -> None:
    mug_free = promotion(
        "mug", Lane.BUNDLE, BuyXGetY(goods=Skus(skus=("mug",)), buy=2), scope=Categories(paths=("coffee",))
    )
    coffee = goods(40, name="beans", category="coffee", quantity=3)

    quoted = priced(cart(coffee, goods(30, name="mug", quantity=2)), mug_free)

    assert quoted.payable == yuan(120 + 30)
    assert quoted.lines[0].payable + quoted.lines[1].payable == quoted.payable


def test_a_unit_is_not_bought_and_got_at_once() -> None:
    second = promotion("second", Lane.BUNDLE, BuyXGetY(goods=Everything()))

    assert priced(cart(goods(30)), second).payable == yuan(30)
    assert priced(cart(goods(30, quantity=2)), second).payable == yuan(30)


def rivals() -> list[Promotion]:
    tea_two_for_one = promotion("tea", Lane.BUNDLE, BuyGet(size=2), scope=Categories(paths=("tea",)))
    any_three = promotion("three", Lane.BUNDLE, BuyGet(size=3))
    return [tea_two_for_one, any_three]


def test_offers_share_the_units_for_the_best_of_both() -> None:
    # Alone, two for one on tea takes 50, three for two on anything takes 60. Together: the teas pair
    # (50 off) and three of the rest make a group (40 off).
    basket = cart(
        goods(60, name="tea-a", category="tea"),
        goods(50, name="tea-b", category="tea"),
        goods(100, name="pot"),
        goods(90, name="cup"),
        goods(40, name="jar"),
    )

    quoted = priced(basket, *rivals())

    assert quoted.reduction == yuan(50 + 40)
    assert quoted.proven


@pytest.mark.many
def test_a_line_too_long_to_walk_is_still_priced_and_the_gap_is_told() -> None:
    basket = cart(
        goods(60, name="tea", category="tea", quantity=90_000), goods(50, name="pot", quantity=90_000)
    )

    quoted = priced(basket, *rivals())

    assert 0 < quoted.payable < quoted.listed
    assert not quoted.proven
    assert quoted.gap > 0
