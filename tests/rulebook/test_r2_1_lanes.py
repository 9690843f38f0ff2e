"""R2.1: lanes in order, each on what is still payable; rivals inside, sums across."""

from feria.pricing import Amount, FixedPrice, Lane, Percent
from tests.rulebook.pricing_desk import cart, goods, priced, promotion, yuan


def test_each_lane_works_on_what_the_ones_before_left() -> None:
    # 200 -> item 10 % off: 180 -> shop 10 % off: 162 -> mall 10 % off: 145.80
    promotions = [
        promotion(f"ten-{lane.value}", lane, Percent(bps=1000)) for lane in (Lane.MALL, Lane.SHOP, Lane.ITEM)
    ]

    quoted = priced(cart(goods(200)), *promotions)

    assert [step.after for step in quoted.lines[0].steps] == [yuan(180), yuan(162), yuan("145.80")]
    assert [step.lane for step in quoted.lines[0].steps] == [Lane.ITEM, Lane.SHOP, Lane.MALL]


def test_inside_a_lane_the_largest_reduction_wins_and_the_other_is_told() -> None:
    small = promotion("small", Lane.SHOP, Amount(amount=yuan(10)))
    large = promotion("large", Lane.SHOP, Amount(amount=yuan(15)))

    quoted = priced(cart(goods(200)), small, large)

    assert quoted.payable == yuan(185)
    [refusal] = quoted.refusals
    assert (refusal.promotion, refusal.code, refusal.subject) == ("small", "beaten-by", "large")
    assert (refusal.has, refusal.needs) == (yuan(10), yuan(15))


def test_two_smaller_reductions_on_different_goods_may_beat_one_over_all() -> None:
    tea, rice = goods(100, name="tea", category="tea"), goods(100, name="rice", category="rice")
    from feria.pricing import Categories

    over_all = promotion("all", Lane.MALL, Amount(amount=yuan(15)))
    on_tea = promotion("tea", Lane.MALL, Amount(amount=yuan(8)), scope=Categories(paths=("tea",)))
    on_rice = promotion("rice", Lane.MALL, Amount(amount=yuan(9)), scope=Categories(paths=("rice",)))

    quoted = priced(cart(tea, rice), over_all, on_tea, on_rice)

    assert quoted.payable == yuan(183)


def test_a_shop_promotion_of_the_mall_is_worked_for_each_shop_apart() -> None:
    ten_off = promotion("ten", Lane.SHOP, Amount(amount=yuan(10)))

    quoted = priced(cart(goods(50, name="a", shop="north"), goods(60, name="b", shop="south")), ten_off)

    assert [(one.shop, one.amount) for one in quoted.adjustments] == [
        ("north", -yuan(10)),
        ("south", -yuan(10)),
    ]


def test_r2_2_each_unit_takes_one_item_price() -> None:
    member = promotion("member", Lane.ITEM, Percent(bps=1000))
    rush = promotion("rush", Lane.ITEM, FixedPrice(unit_price=yuan(70)))

    quoted = priced(cart(goods(100, quantity=2)), member, rush)

    assert quoted.payable == yuan(140)
    assert [refusal.promotion for refusal in quoted.refusals] == ["member"]
