"""The item lane: each unit takes at most one item price (R2.2)."""

from datetime import UTC, datetime
from typing import Any

from feria.pricing import (
    Amount,
    Benefit,
    Cart,
    Categories,
    FixedPrice,
    Lane,
    Line,
    Percent,
    Promotion,
    Skus,
    quote,
)

NOW = datetime(2026, 11, 11, tzinfo=UTC)


def test_a_percentage_comes_off_each_unit() -> None:
    cart = Cart(currency="CNY", lines=(Line(id="1", sku="tea", quantity=2, unit_price=30000, shop="north"),))
    half = Promotion(id="half", name="Half price", lane=Lane.ITEM, benefit=Percent(bps=5000))

    priced = quote(cart, [half], NOW)

    assert priced.payable == 30000
    assert priced.reduction == 30000
    assert priced.adjustments[0].amount == -30000


def test_who_was_better_does_not_depend_on_which_line_comes_last() -> None:
    """A line that costs nothing takes no offer; the last offer of the plan is not named in its place."""
    tea = Line(id="1", sku="tea", quantity=1, unit_price=100, shop="north")
    gift = Line(id="2", sku="cup", quantity=1, unit_price=0, shop="north")
    early, late = (
        Promotion(id=name, name=name, lane=Lane.ITEM, benefit=Percent(bps=500)) for name in ("early", "late")
    )
    elsewhere = Promotion(id="south", name="South", lane=Lane.ITEM, shop="south", benefit=Percent(bps=500))

    for lines in ((tea, gift), (gift, tea)):
        priced = quote(Cart(currency="CNY", lines=lines), [early, late, elsewhere], NOW)

        (refusal,) = [one for one in priced.refusals if one.promotion == "late"]
        assert (refusal.code, refusal.subject) == ("beaten-by", "early")


def test_of_several_that_were_better_the_one_that_gives_most_is_named() -> None:
    tea = Line(id="1", sku="tea", quantity=1, unit_price=120, shop="north", category="tea")
    jam = Line(id="2", sku="jam", quantity=1, unit_price=100, shop="north", category="jam")
    on_tea, on_jam = (
        Promotion(
            id=f"a-{name}",
            name=name,
            lane=Lane.ITEM,
            benefit=Percent(bps=900),
            scope=Categories(paths=(name,)),
        )
        for name in ("tea", "jam")
    )
    less = Promotion(id="less", name="Less", lane=Lane.ITEM, benefit=Percent(bps=500))

    for lines in ((tea, jam), (jam, tea)):
        priced = quote(Cart(currency="CNY", lines=lines), [on_tea, on_jam, less], NOW)

        (refusal,) = priced.refusals
        assert (refusal.subject, refusal.has, refusal.needs) == ("a-tea", 11, 20)


def test_an_offer_that_is_not_cheaper_is_refused_by_name() -> None:
    cart = Cart(currency="CNY", lines=(Line(id="1", sku="tea", quantity=1, unit_price=100, shop="north"),))
    dear = Promotion(id="dear", name="Dear", lane=Lane.ITEM, benefit=FixedPrice(unit_price=100))

    priced = quote(cart, [dear], NOW)

    assert [(one.promotion, one.code) for one in priced.refusals] == [("dear", "not-cheaper")]


def item(name: str, benefit: Benefit, **more: Any) -> Promotion:
    return Promotion(id=name, name=name, lane=Lane.ITEM, benefit=benefit, **more)


def test_who_was_better_is_told_though_it_is_by_one_minor_unit() -> None:
    cart = Cart(currency="CNY", lines=(Line(id="1", sku="tea", quantity=1, unit_price=100, shop="north"),))
    early, late, last = (
        item("a", Amount(amount=1)),
        item("b", Amount(amount=1)),
        item("c", FixedPrice(unit_price=100)),
    )

    refusals = {one.promotion: one for one in quote(cart, [early, late, last], NOW).refusals}

    assert (refusals["b"].subject, refusals["b"].has, refusals["b"].needs) == ("a", 1, 1)
    assert refusals["c"].code == "not-cheaper"


def test_of_two_that_were_better_by_as_much_the_first_is_named_whichever_line_comes_first() -> None:
    tea = Line(id="1", sku="tea", quantity=1, unit_price=100, shop="north")
    jam = Line(id="2", sku="jam", quantity=1, unit_price=100, shop="north")
    first, second = (
        item(name, Amount(amount=9), scope=Skus(skus=(sku,))) for name, sku in (("a", "tea"), ("b", "jam"))
    )
    less = item("less", Amount(amount=5))

    for lines in ((tea, jam), (jam, tea)):
        (refusal,) = quote(Cart(currency="CNY", lines=lines), [first, second, less], NOW).refusals
        assert (refusal.subject, refusal.has, refusal.needs) == ("a", 10, 18)


def test_each_of_several_that_are_not_cheaper_says_so() -> None:
    cart = Cart(currency="CNY", lines=(Line(id="1", sku="tea", quantity=1, unit_price=100, shop="north"),))
    dear = [item(name, FixedPrice(unit_price=100)) for name in "abc"]

    none = quote(cart, dear, NOW)
    beside_one = quote(cart, [item("_half", Percent(bps=5000)), *dear], NOW)

    for quoted in (none, beside_one):
        assert [(one.promotion, one.code) for one in quoted.refusals] == [
            (name, "not-cheaper") for name in "abc"
        ]
