"""How a reduction falls on units, and what the trace says of it (R2.20)."""

from __future__ import annotations

from dataclasses import dataclass

import pytest
from hypothesis import given
from hypothesis import strategies as st

from feria.pricing import Amount, Lane, Line, Percent, Promotion, Quote, Skus, contest
from feria.pricing.apportion import take_off, take_within
from feria.pricing.goods import read_goods
from feria.pricing.owed import listed
from tests.pricing.compiled import swaps_a_function
from tests.pricing.oracle import Unit, shares, within_room
from tests.rulebook.pricing_desk import cart, goods, priced, promotion, yuan

OFF_7 = promotion("seven", Lane.MALL, Amount(amount=yuan(7)))


@dataclass(frozen=True)
class Part:
    """A line's part of an adjustment, and over how many units."""

    line: str
    amount: int
    quantity: int


def parts(quoted: Quote, name: str) -> list[Part]:
    [adjustment] = [each for each in quoted.adjustments if each.promotion == name]
    return [Part(share.line, share.amount, share.quantity) for share in adjustment.shares]


def test_lines_whose_units_differ_by_a_cent_have_one_part_each_of_the_next_reduction() -> None:
    on_a, on_b = (
        promotion(f"on-{sku}", Lane.SHOP, Amount(amount=yuan(10)), scope=Skus(skus=(sku,))) for sku in "ab"
    )

    quoted = priced(cart(goods(10, name="a", quantity=3), goods(20, name="b", quantity=3)), on_a, on_b, OFF_7)

    # Of a two units owe 6.67 and one 6.66, of b two 16.67 and one 16.66.
    assert parts(quoted, "seven") == [Part("a", -200, 3), Part("b", -500, 3)]
    assert [(step.before, step.after) for step in quoted.lines[0].steps] == [(3000, 2000), (2000, 1800)]
    assert [(step.before, step.after) for step in quoted.lines[1].steps] == [(6000, 5000), (5000, 4500)]


def test_a_line_may_be_parted_more_than_once() -> None:
    lanes = (Lane.SHOP, Lane.MALL)
    cents = [promotion(f"cents-{lane.value}", lane, Amount(amount=2)) for lane in lanes]

    quoted = priced(cart(goods(10, name="a", quantity=5)), *cents)

    assert [(group.quantity, group.payable) for group in quoted.lines[0].units] == [(1, 1000), (4, 999)]
    assert quoted.payable == 5000 - 4


def test_the_dearer_unit_gives_the_cent_when_remainders_are_equal() -> None:
    quoted = priced(
        cart(goods(1, name="a"), goods(3, name="z")), promotion("two", Lane.SHOP, Amount(amount=2))
    )

    assert parts(quoted, "two") == [Part("z", -2, 1)]


@given(
    st.lists(st.tuples(st.integers(0, 500), st.integers(1, 4), st.integers(0, 500)), min_size=1, max_size=5),
    st.integers(min_value=0, max_value=10_000),
    st.booleans(),
)
def test_it_falls_as_on_units_taken_one_by_one(
    wares: list[tuple[int, int, int]], off: int, floors: bool
) -> None:
    """Wares are price, units and floor."""
    lines = [
        Line(
            id=f"{n}",
            sku=f"{n}",
            quantity=count,
            unit_price=price,
            shop="north",
            floor=floor if floors else 0,
        )
        for n, (price, count, floor) in enumerate(wares)
    ]
    units = tuple(Unit(line, line.unit_price) for line in lines for _ in range(line.quantity))
    off = min(off, sum(unit.owes for unit in units))
    owed = listed(read_goods(lines))

    if floors:
        take_within(owed, list(range(len(lines))), off, is_rate=False)
        parts = within_room(units, range(len(units)), off)
    else:
        take_off(owed, list(range(len(lines))), off)
        parts = shares(units, range(len(units)), off)

    ends = sorted(
        (owed.line_of[group], owed.each[group])
        for group in range(len(owed.each))
        for _ in range(owed.count[group])
    )
    left = [(int(unit.line.id), unit.owes - parts.get(n, 0)) for n, unit in enumerate(units)]
    assert ends == sorted(left)
    assert owed.line_owed == [sum(owes for n, owes in left if n == line) for line in range(len(lines))]


def test_who_loses_on_several_lines_is_told_in_all() -> None:
    # 2 x 10 and 3 x 20: a tenth would give 8.00, a quarter gives 20.00.
    tenth, quarter = (
        promotion(name, Lane.ITEM, Percent(bps=bps)) for name, bps in (("tenth", 1000), ("quarter", 2500))
    )

    quoted = priced(cart(goods(10, name="a", quantity=2), goods(20, name="b", quantity=3)), tenth, quarter)

    [refusal] = quoted.refusals
    assert (refusal.promotion, refusal.code, refusal.subject) == ("tenth", "beaten-by", "quarter")
    assert (refusal.has, refusal.needs, refusal.shortfall) == (yuan(8), yuan(20), yuan(12))


def only(name: str, bps: int, *skus: str, **more: str) -> Promotion:
    return promotion(name, Lane.ITEM, Percent(bps=bps), scope=Skus(skus=skus), **more)


def test_who_wins_on_one_line_is_not_refused_for_another_and_others_still_are() -> None:
    both, best_of_a, never = (
        only("both", 2000, "a", "b"),
        only("best", 3000, "a"),
        only("never", 1000, "a", "b"),
    )

    quoted = priced(cart(goods(10, name="a"), goods(20, name="b")), both, best_of_a, never)

    assert [(each.promotion, each.code) for each in quoted.refusals] == [("never", "beaten-by")]
    assert quoted.payable == yuan(7) + yuan(16)


def test_a_line_without_an_offer_does_not_hide_the_next() -> None:
    quoted = priced(
        cart(goods(10, name="plain"), goods(20, name="tea")), only("tea", 5000, "tea", shop="north")
    )

    assert [line.payable for line in quoted.lines] == [yuan(10), yuan(10)]
    assert [each.shop for each in quoted.adjustments] == ["north"]


@swaps_a_function
def test_gaps_of_several_lanes_add_up(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(contest, "BUDGET", 1)
    tea, rice = goods(100, name="tea"), goods(100, name="rice")

    def rivals(lane: Lane) -> list[Promotion]:
        scopes = (Skus(skus=("tea", "rice")), Skus(skus=("tea",)), Skus(skus=("rice",)))
        return [
            promotion(f"{lane.value}-{n}", lane, Amount(amount=yuan(5)), scope=scope)
            for n, scope in enumerate(scopes)
        ]

    alone = [priced(cart(tea, rice), *rivals(lane)) for lane in (Lane.SHOP, Lane.MALL)]
    together = priced(cart(tea, rice), *rivals(Lane.SHOP), *rivals(Lane.MALL))

    assert all(quoted.gap > 0 and not quoted.proven for quoted in alone)
    assert together.gap == sum(quoted.gap for quoted in alone)
