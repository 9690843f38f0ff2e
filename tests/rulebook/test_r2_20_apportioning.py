"""R2.20: parts by largest remainder on what each unit owes. R2.21: no line under its floor."""

import pytest

from feria.pricing import Amount, Benefit, Lane, Percent
from tests.rulebook.pricing_desk import cart, goods, priced, promotion, yuan


def shares(quoted) -> dict[str, int]:
    return {share.line: share.amount for share in quoted.adjustments[0].shares}


def test_parts_sum_exactly_where_thirds_do_not() -> None:
    basket = cart(goods(10, name="a"), goods(10, name="b"), goods(10, name="c"))

    quoted = priced(basket, promotion("ten", Lane.SHOP, Amount(amount=yuan(10))))

    assert sorted(shares(quoted).values()) == [-334, -333, -333]


def test_a_line_of_many_units_parts_where_the_cents_run_out() -> None:
    quoted = priced(cart(goods(10, quantity=3)), promotion("ten", Lane.SHOP, Amount(amount=yuan(10))))

    assert [(group.quantity, group.payable) for group in quoted.lines[0].units] == [(2, 667), (1, 666)]


def test_a_hundred_over_three_hundred_equal_lines_is_not_lost() -> None:
    basket = cart(*(goods("0.10", name=f"line-{n}") for n in range(300)))

    quoted = priced(basket, promotion("one", Lane.SHOP, Amount(amount=100)))

    assert quoted.reduction == 100
    assert sum(shares(quoted).values()) == -100


def test_no_part_exceeds_its_unit() -> None:
    quoted = priced(
        cart(goods("0.01", name="a"), goods(5, name="b")), promotion("most", Lane.SHOP, Amount(amount=500))
    )

    assert shares(quoted) == {"a": -1, "b": -499}


def test_the_order_of_lines_does_not_matter() -> None:
    lines = [goods("3.33", name="a"), goods("7.77", name="b"), goods("3.33", name="c", quantity=2)]
    off = promotion("off", Lane.SHOP, Amount(amount=101))

    assert shares(priced(cart(*lines), off)) == shares(priced(cart(*reversed(lines)), off))


def test_r2_21_no_line_goes_under_zero() -> None:
    quoted = priced(cart(goods(5)), promotion("too-much", Lane.MALL, Amount(amount=yuan(50))))

    assert quoted.payable == 0


def test_r2_21_a_floor_holds_in_the_item_lane() -> None:
    quoted = priced(cart(goods(100, floor=yuan(80))), promotion("half", Lane.ITEM, Percent(bps=5000)))

    assert quoted.payable == yuan(80)


def test_r2_21_a_rate_loses_what_a_floor_withholds() -> None:
    basket = cart(goods(100, name="held", floor=yuan(95)), goods(100, name="free"))

    quoted = priced(basket, promotion("fifth", Lane.SHOP, Percent(bps=2000)))

    assert [line.payable for line in quoted.lines] == [yuan(95), yuan(80)]


def test_r2_21_money_off_moves_to_where_there_is_room() -> None:
    basket = cart(goods(100, name="held", floor=yuan(95)), goods(100, name="free"))

    quoted = priced(basket, promotion("forty", Lane.SHOP, Amount(amount=yuan(40))))

    assert [line.payable for line in quoted.lines] == [yuan(95), yuan(65)]
    assert quoted.reduction == yuan(40)


def test_r2_21_the_room_of_every_unit_counts() -> None:
    held = goods(10, name="held", quantity=3, floor=yuan(9))

    quoted = priced(cart(held), promotion("five", Lane.SHOP, Amount(amount=yuan(5))))

    assert quoted.payable == yuan(27)


def test_r2_21_a_floor_that_is_not_reached_changes_nothing() -> None:
    basket = cart(goods(10, name="held", quantity=3, floor=yuan(9)), goods(10, name="free"))

    quoted = priced(basket, promotion("two", Lane.SHOP, Amount(amount=yuan(2))))

    assert [line.payable for line in quoted.lines] == [yuan("28.50"), yuan("9.50")]


def test_r2_21_a_floor_reached_to_the_cent_is_kept() -> None:
    basket = cart(goods(10, name="held", quantity=3, floor=yuan(9)), goods(10, name="free"))

    quoted = priced(basket, promotion("four", Lane.SHOP, Amount(amount=yuan(4))))

    assert [line.payable for line in quoted.lines] == [yuan(27), yuan(9)]


@pytest.mark.parametrize("floor", [10, 12])
@pytest.mark.parametrize(
    ("lane", "benefit"),
    [
        (Lane.ITEM, Percent(bps=1000)),
        (Lane.ITEM, Amount(amount=1)),
        (Lane.SHOP, Percent(bps=1000)),
        (Lane.SHOP, Amount(amount=1)),
    ],
)
def test_r2_21_at_or_under_its_floor_a_unit_loses_nothing(lane: Lane, benefit: Benefit, floor: int) -> None:
    quoted = priced(cart(goods(10, floor=yuan(floor), quantity=2)), promotion("off", lane, benefit))

    assert (quoted.payable, quoted.adjustments) == (yuan(20), ())


def test_equal_remainders_go_to_the_dearer_unit_and_then_by_article() -> None:
    # One cent over three equal units, and over units of 1.00 and 3.00 with half a cent each.
    equal = cart(goods(5, name="c"), goods(5, name="a"), goods(5, name="b"))
    uneven = cart(goods(1, name="a"), goods(1, name="b"), goods(2, name="z"))

    first = priced(equal, promotion("cent", Lane.SHOP, Amount(amount=1)))
    second = priced(uneven, promotion("two", Lane.SHOP, Amount(amount=2)))

    assert shares(first) == {"a": -1}
    assert shares(second) == {"z": -1, "a": -1}
