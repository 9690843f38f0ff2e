"""Refunds add up, whatever comes back in whatever order."""

from __future__ import annotations

import random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from feria.pricing import (
    Apportioned,
    Cart,
    Deposit,
    Grant,
    Lane,
    PriceClaim,
    Promotion,
    Quote,
    Retested,
    Return,
    compile_plan,
    refund,
)
from feria.pricing.burdens import burdens_by_line, lapsed, total_burdens
from tests.strategies import NOW, carts, made_up, made_up_company, promotion_sets


def in_some_order(quoted: Quote, chance: random.Random) -> list[list[Return]]:
    """All units of the order, returned in random order and grouping."""
    units = [line.id for line in quoted.lines for _ in range(line.quantity)]
    chance.shuffle(units)
    parcels: list[list[Return]] = [[]]
    for unit in units:
        if parcels[-1] and chance.random() < 0.5:
            parcels.append([])
        parcels[-1].append(Return(line=unit, quantity=1, at_fault=chance.choice(["", "buyer", "seller"])))
    return parcels


@pytest.mark.parametrize("retested", [False, True], ids=["apportioned", "retested"])
@pytest.mark.many
def test_any_sequence_of_returns_sums_to_what_was_paid(retested: bool) -> None:
    for seed in range(300):
        chance = random.Random(seed)
        cart, promotions = made_up(chance)
        plan = compile_plan(promotions)
        quoted = plan.quote(cart, NOW)
        policy = Retested(cart, plan) if retested else Apportioned()
        before: list[Return] = []
        refunded = 0
        for parcel in in_some_order(quoted, chance):
            result = refund(quoted, parcel, policy, now=NOW, before=before, refunded=refunded)
            assert result.amount >= 0
            assert result.refunded == refunded + result.amount <= quoted.payable
            before, refunded = [*before, *parcel], result.refunded
        assert refunded == quoted.payable, seed


def test_apportioned_refunds_do_not_depend_on_the_path() -> None:
    for seed in range(100):
        chance = random.Random(seed)
        cart, promotions = made_up(chance)
        quoted = compile_plan(promotions).quote(cart, NOW)
        some = [parcel for parcels in [in_some_order(quoted, chance)] for parcel in parcels][:2]
        at_once = refund(quoted, [each for parcel in some for each in parcel], now=NOW)
        refunded, before = 0, []
        for parcel in reversed(some):
            refunded = refund(quoted, parcel, now=NOW, before=before, refunded=refunded).refunded
            before = [*before, *parcel]
        assert refunded == at_once.refunded, seed


@pytest.mark.many
def test_what_funders_bore_goes_back_to_them_in_parts_that_sum() -> None:
    for seed in range(200):
        chance = random.Random(seed)
        cart, promotions = made_up_company(chance)
        quoted = compile_plan(promotions).quote(cart, NOW)
        before: list[Return] = []
        back: dict[str, int] = {}
        for parcel in in_some_order(quoted, chance):
            for share in refund(quoted, parcel, now=NOW, before=before).funders:
                assert share.amount > 0
                back[share.who] = back.get(share.who, 0) + share.amount
            before = [*before, *parcel]
        assert back == total_burdens(quoted), seed


@pytest.mark.many
def test_what_funders_bear_sums_by_line_and_by_funder() -> None:
    for seed in range(200):
        quoted = compile_plan(made_up_company(random.Random(seed))[1]).quote(
            made_up_company(random.Random(seed))[0], NOW
        )
        by_line = burdens_by_line(quoted)
        for line in quoted.lines:
            assert sum(by_line.get(line.id, {}).values()) == line.listed - line.payable
            assert all(amount >= 0 for amount in by_line.get(line.id, {}).values())
        for who, amount in total_burdens(quoted).items():
            assert sum(burdens.get(who, 0) for burdens in by_line.values()) == amount


def test_a_funder_never_owes_a_cent_again_that_he_got_back() -> None:
    chance = random.Random(7)
    for _ in range(200):
        burdens = {who: chance.randint(0, 30) for who in ("brand", "mall", "shop", "bank")}
        known = dict.fromkeys(burdens, 0)
        for amount in range(sum(burdens.values()) + 1):
            parts = lapsed(burdens, amount)
            assert sum(parts.values()) == amount
            assert all(parts[who] >= known[who] for who in burdens)
            known = parts
        assert known == burdens


@pytest.mark.parametrize("policy", ["apportioned", "retested", "claim"])
@pytest.mark.many
def test_charges_are_all_that_a_sequence_of_returns_keeps_back(policy: str) -> None:
    gift = Promotion(
        id="gift", name="Gift", lane=Lane.GRANT, benefit=Grant(what="gift", of="cup", value=500, every=3000)
    )
    for seed in range(200):
        chance = random.Random(seed)
        cart, promotions = made_up_company(chance)
        plan = compile_plan([*promotions, gift])
        quoted = plan.quote(cart, NOW)
        worth = {
            "apportioned": Apportioned(),
            "retested": Retested(cart, plan),
            "claim": PriceClaim({line.id: chance.randint(0, line.unit_price) for line in quoted.lines}),
        }[policy]
        deposits = [Deposit(line=line.id, amount=line.payable // 10) for line in quoted.lines]
        before: list[Return] = []
        refunded, gifts_back = 0, ["cup"] * chance.choice([0, 0, 1, 5])
        paid = quoted.payable - chance.choice([0, quoted.payable // 7])
        for parcel in in_some_order(quoted, chance):
            result = refund(
                quoted,
                parcel,
                worth,
                now=NOW,
                before=before,
                refunded=refunded,
                gifts_back=gifts_back,
                deposits=deposits,
                paid=paid,
            )
            assert result.amount >= 0
            assert result.refunded == refunded + result.amount <= paid
            before, refunded = [*before, *parcel], result.refunded
        assert result.whole
        assert refunded + result.gifts + result.forfeited - result.uncollected == paid, seed


@settings(max_examples=60, deadline=None)
@given(carts(floors=True), promotion_sets(), st.booleans(), st.randoms(use_true_random=False))
def test_whatever_comes_back_in_whatever_order_adds_up(
    cart: Cart, promotions: list[Promotion], retested: bool, chance: random.Random
) -> None:
    plan = compile_plan(promotions)
    quoted = plan.quote(cart, NOW)
    policy = Retested(cart, plan) if retested else Apportioned()
    gifts = [each.of for each in quoted.grants if each.what == "gift"]
    before: list[Return] = []
    refunded = 0
    coupons: tuple[str, ...] = ()
    points = 0
    for parcel in in_some_order(quoted, chance):
        result = refund(quoted, parcel, policy, now=NOW, before=before, refunded=refunded, gifts_back=gifts)
        assert result.amount >= 0
        before, refunded = [*before, *parcel], result.refunded
        coupons, points = coupons + result.coupons, points + result.points
    assert refunded == quoted.payable
    assert coupons == quoted.coupons
    assert points == quoted.points


def test_a_parcel_says_the_same_however_its_units_are_listed() -> None:
    for seed in range(100):
        chance = random.Random(seed)
        cart, promotions = made_up(chance)
        quoted = compile_plan(promotions).quote(cart, NOW)
        units = [each for parcel in in_some_order(quoted, chance) for each in parcel][:4]
        lines = sorted({each.line for each in units})
        together = [Return(line=line, quantity=sum(each.line == line for each in units)) for line in lines]

        assert refund(quoted, units, now=NOW) == refund(quoted, together, now=NOW)
