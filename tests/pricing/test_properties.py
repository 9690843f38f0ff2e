"""What holds for every quote, whatever the cart and the promotions."""

from __future__ import annotations

import pickle
from datetime import timedelta

import msgspec
from hypothesis import given, settings
from hypothesis import strategies as st

from feria.pricing import (
    Amount,
    Cart,
    Floors,
    HeldCoupon,
    Lane,
    Line,
    Percent,
    Promotion,
    Quote,
    Stacking,
    Window,
    compile_plan,
    quote,
)
from feria.pricing.cart import MAX_COUPONS, MAX_QUANTITY, MAX_UNIT_PRICE
from feria.pricing.codec import (
    decode_cart,
    decode_promotions,
    decode_quote,
    encode_cart,
    encode_promotions,
    encode_quote,
)
from tests.strategies import NOW, TEMPLATES, carts, made_up_company, promotion_sets

some = settings(max_examples=40, deadline=None)


def assert_identities(cart: Cart, quoted: Quote) -> None:
    """R2.20: every part sums to its whole, and nothing goes below zero or its floor."""
    assert quoted.payable == sum(line.payable for line in quoted.lines) + quoted.shipping
    assert quoted.listed == sum(line.unit_price * line.quantity for line in cart.lines)
    assert quoted.reduction == quoted.listed - (quoted.payable - quoted.shipping) >= 0
    for adjustment in quoted.adjustments:
        assert adjustment.amount == sum(share.amount for share in adjustment.shares) < 0
        assert adjustment.amount == sum(part.amount for part in adjustment.funders)
    taken = {line.id: 0 for line in cart.lines} | {"": 0}
    for adjustment in quoted.adjustments:
        for share in adjustment.shares:
            taken[share.line] += share.amount
    assert quoted.shipping == cart.shipping_fee + taken[""] >= 0
    assert quoted.points <= cart.points
    for line, priced in zip(cart.lines, quoted.lines, strict=True):
        assert priced.payable == priced.listed + taken[line.id] >= 0
        assert sum(group.quantity for group in priced.units) == line.quantity
        assert sum(group.quantity * group.payable for group in priced.units) == priced.payable
        assert all(group.payable >= min(line.floor, line.unit_price) for group in priced.units)
        due = priced.listed
        for step in priced.steps:
            assert step.before == due
            assert step.after < due
            assert 1 <= step.quantity <= line.quantity
            due = step.after
        assert due == priced.payable


@some
@given(carts(floors=True), promotion_sets())
def test_parts_sum_to_their_wholes(cart: Cart, promotions: list[Promotion]) -> None:
    assert_identities(cart, quote(cart, promotions, NOW))


@some
@given(carts(), promotion_sets())
def test_every_promotion_is_applied_or_refused_and_never_both(
    cart: Cart, promotions: list[Promotion]
) -> None:
    quoted = quote(cart, promotions, NOW)

    applied = {adjustment.promotion for adjustment in quoted.adjustments} | {
        each.promotion for each in quoted.grants
    }
    refused = [refusal.promotion for refusal in quoted.refusals]
    assert len(refused) == len(set(refused))
    assert applied | set(refused) == {promotion.id for promotion in promotions}
    assert not applied & set(refused)


@some
@given(carts(floors=True), promotion_sets(), st.randoms(use_true_random=False))
def test_the_order_of_lines_and_promotions_never_matters(
    cart: Cart, promotions: list[Promotion], chance
) -> None:
    lines, others = list(cart.lines), list(promotions)
    chance.shuffle(lines)
    chance.shuffle(others)
    shuffled = quote(msgspec.structs.replace(cart, lines=tuple(lines)), others, NOW)
    quoted = quote(cart, promotions, NOW)

    assert shuffled.payable == quoted.payable
    assert {line.id: line.payable for line in shuffled.lines} == {
        line.id: line.payable for line in quoted.lines
    }
    assert shuffled.coupons == quoted.coupons
    assert shuffled.refusals == quoted.refusals


@some
@given(carts(floors=True), promotion_sets())
def test_what_is_not_discountable_keeps_its_price_and_helps_nobody(
    cart: Cart, promotions: list[Promotion]
) -> None:
    card = Line(
        id="card", sku="soup", quantity=2, unit_price=5_000, shop="grocery", category="grocery/soup", brand="acme",
        is_discountable=False,
    )  # fmt: skip

    without = quote(cart, promotions, NOW)
    beside = quote(msgspec.structs.replace(cart, lines=(card, *cart.lines)), promotions, NOW)

    assert beside.payable == without.payable + 10_000
    assert beside.lines[1:] == without.lines
    assert (beside.refusals, beside.nudges, beside.coupons) == (
        without.refusals,
        without.nudges,
        without.coupons,
    )


@some
@given(carts(quantity=6, floors=True), promotion_sets(), st.data())
def test_splitting_a_line_never_changes_the_total(cart: Cart, promotions: list[Promotion], data) -> None:
    whole = data.draw(st.sampled_from(cart.lines))
    part = data.draw(st.integers(min_value=0, max_value=whole.quantity - 1))
    if not part:
        return
    halves = (
        msgspec.structs.replace(whole, quantity=part),
        msgspec.structs.replace(whole, id="other-half", quantity=whole.quantity - part),
    )
    lines = tuple(line for line in cart.lines if line is not whole) + halves

    split = quote(msgspec.structs.replace(cart, lines=lines), promotions, NOW)

    assert split.payable == quote(cart, promotions, NOW).payable


@some
@given(carts(floors=True), promotion_sets(), st.data())
def test_one_more_coupon_never_raises_the_payable(cart: Cart, promotions: list[Promotion], data) -> None:
    template = data.draw(st.sampled_from(TEMPLATES))
    richer = msgspec.structs.replace(cart, coupons=(*cart.coupons, HeldCoupon(id="new", template=template)))

    assert quote(richer, promotions, NOW).payable <= quote(cart, promotions, NOW).payable


@some
@given(carts(floors=True), promotion_sets(), st.integers(min_value=1, max_value=5000))
def test_more_points_never_raise_the_payable(cart: Cart, promotions: list[Promotion], more: int) -> None:
    richer = msgspec.structs.replace(cart, points=cart.points + more)

    assert quote(richer, promotions, NOW).payable <= quote(cart, promotions, NOW).payable


@some
@given(carts(), promotion_sets())
def test_no_coupon_is_spent_for_nothing(cart: Cart, promotions: list[Promotion]) -> None:
    """Without any one of those spent, and nothing in its place, the order would be dearer (R2.19)."""
    quoted = quote(cart, promotions, NOW)
    for spent in quoted.coupons:
        others = tuple(
            coupon for coupon in cart.coupons if coupon.id in quoted.coupons and coupon.id != spent
        )
        poorer = quote(msgspec.structs.replace(cart, coupons=others), promotions, NOW)
        assert poorer.payable > quoted.payable


@some
@given(carts(), promotion_sets())
def test_one_more_coupon_promotion_never_raises_the_payable(cart: Cart, promotions: list[Promotion]) -> None:
    more = Promotion(
        id="new", name="New", lane=Lane.MALL_COUPON, benefit=Percent(bps=300), coupon="mall-fifty"
    )

    assert quote(cart, [*promotions, more], NOW).payable <= quote(cart, promotions, NOW).payable


@some
@given(carts(), promotion_sets())
def test_documents_come_back_as_they_went(cart: Cart, promotions: list[Promotion]) -> None:
    quoted = quote(cart, promotions, NOW)

    assert decode_quote(encode_quote(quoted)) == quoted
    assert decode_cart(encode_cart(cart)) == cart
    assert list(decode_promotions(encode_promotions(promotions))) == promotions


@some
@given(carts(), promotion_sets())
def test_a_plan_that_was_pickled_or_used_before_prices_the_same(
    cart: Cart, promotions: list[Promotion]
) -> None:
    plan = compile_plan(promotions)

    first = plan.quote(cart, NOW)

    assert plan.quote(cart, NOW) == first
    assert pickle.loads(pickle.dumps(plan)).quote(cart, NOW) == first  # noqa: S301


@some
@given(carts(), promotion_sets())
def test_following_a_nudge_yields_what_it_says(cart: Cart, promotions: list[Promotion]) -> None:
    plan = compile_plan(promotions)
    quoted = plan.quote(cart, NOW)
    for nudge in quoted.nudges:
        assert nudge.gain > 0
        if nudge.code == "buy-more":
            lines = tuple(
                msgspec.structs.replace(line, quantity=line.quantity + nudge.shortfall)
                if line.id == nudge.line
                else line
                for line in cart.lines
            )
            followed = plan.quote(msgspec.structs.replace(cart, lines=lines), NOW)
            assert followed.payable - followed.listed == quoted.payable - quoted.listed - nudge.gain
        if nudge.code == "claim-coupon":
            [template] = {promotion.coupon for promotion in promotions if promotion.id == nudge.promotion}
            richer = msgspec.structs.replace(
                cart, coupons=(*cart.coupons, HeldCoupon(id="x", template=template))
            )
            assert plan.quote(richer, NOW).payable == quoted.payable - nudge.gain


@some
@given(carts(), promotion_sets(lanes=(Lane.SHOP, Lane.SHOP_COUPON, Lane.MALL, Lane.MALL_COUPON)))
def test_spending_what_a_nudge_asks_yields_what_it_says(cart: Cart, promotions: list[Promotion]) -> None:
    plan = compile_plan(promotions)
    quoted = plan.quote(cart, NOW)
    for nudge in quoted.nudges:
        if nudge.code == "spend-more":
            [like] = [line for line in cart.lines if line.id == nudge.line]
            more = msgspec.structs.replace(like, id="more", quantity=1, unit_price=nudge.shortfall)
            followed = plan.quote(msgspec.structs.replace(cart, lines=(*cart.lines, more)), NOW)
            assert followed.payable == quoted.payable + nudge.shortfall - nudge.gain


@some
@given(st.randoms(use_true_random=False))
def test_a_coupon_forgone_saves_what_is_told_once_it_may_join(chance) -> None:
    cart, promotions = made_up_company(chance)
    quoted = quote(cart, promotions, NOW)
    for forgone in quoted.forgone:
        assert forgone.saving > 0
        free = [
            msgspec.structs.replace(
                one,
                stacking=msgspec.structs.replace(
                    one.stacking,
                    excludes=()
                    if one.id == forgone.promotion
                    else tuple(other for other in one.stacking.excludes if other != forgone.promotion),
                    joins=("*",) if one.id == forgone.promotion else one.stacking.joins,
                ),
            )
            for one in promotions
        ]
        assert quote(cart, free, NOW).payable == quoted.payable - forgone.saving


@some
@given(st.randoms(use_true_random=False))
def test_identities_hold_with_vouchers_floors_and_company(chance) -> None:
    cart, promotions = made_up_company(chance)
    quoted = quote(cart, promotions, NOW)

    warned = {each.line: each for each in quoted.below_floor}
    if cart.floors is Floors.WARN:
        lines = tuple(msgspec.structs.replace(line, floor=0) for line in cart.lines)
        assert_identities(msgspec.structs.replace(cart, lines=lines), quoted)
        assert all(each.payable < each.floor for each in warned.values())
    else:
        assert_identities(cart, quoted)
        assert not warned
    spent = [each.coupon for each in quoted.adjustments if each.coupon]
    assert sorted(spent) == sorted(set(quoted.coupons))
    assert decode_promotions(encode_promotions(promotions)) == tuple(promotions)
    assert decode_quote(encode_quote(quoted)) == quoted
    assert decode_cart(encode_cart(cart)) == cart


@some
@given(st.randoms(use_true_random=False))
def test_order_and_one_more_coupon_do_not_matter_with_company(chance) -> None:
    cart, promotions = made_up_company(chance)
    quoted = quote(cart, promotions, NOW)
    lines, others = list(cart.lines), list(promotions)
    chance.shuffle(lines)
    chance.shuffle(others)
    shuffled = quote(msgspec.structs.replace(cart, lines=tuple(lines)), others, NOW)
    more = HeldCoupon(id="new", template=chance.choice(["voucher", "red-packet", "mall-fifty"]))
    richer = msgspec.structs.replace(cart, coupons=(*cart.coupons, more))

    assert (shuffled.payable, shuffled.coupons) == (quoted.payable, quoted.coupons)
    assert quote(richer, promotions, NOW).payable <= quoted.payable


@settings(max_examples=10, deadline=None)
@given(
    st.lists(st.tuples(st.integers(0, MAX_UNIT_PRICE), st.integers(1, MAX_QUANTITY)), max_size=8),
    st.integers(0, MAX_COUPONS),
    st.randoms(use_true_random=False),
)
def test_nothing_is_raised_from_inside_the_search(lines: list[tuple[int, int]], held: int, chance) -> None:
    """Carts at the edges of what may be handed in, with many coupons that may all join."""
    cart, promotions = made_up_company(chance)
    promotions += [
        Promotion(
            id=f"all-{number}",
            name="All",
            lane=chance.choice([Lane.SHOP_COUPON, Lane.MALL_COUPON]),
            benefit=Amount(amount=chance.randint(1, 9_999)),
            coupon="voucher",
            stacking=Stacking(per_order=chance.choice([0, 1, 200]), joins=("*",)),
        )
        for number in range(chance.randint(0, 12))
    ]
    cart = msgspec.structs.replace(
        cart,
        lines=tuple(
            Line(
                id=f"{n}",
                sku=f"sku-{n % 3}",
                quantity=units,
                unit_price=price,
                shop="north",
                floor=price // 3,
            )
            for n, (price, units) in enumerate(lines)
        ),
        coupons=tuple(HeldCoupon(id=f"h{n}", template="voucher") for n in range(held)),
    )

    quoted = compile_plan(promotions).quote(cart, NOW, nudges=False)

    assert 0 <= quoted.payable <= quoted.listed + cart.shipping_fee
    assert quoted.proven or 0 < quoted.gap <= quoted.payable
    assert len(quoted.coupons) == len(set(quoted.coupons)) <= held


@given(st.integers(min_value=1, max_value=100_000))
def test_windows_are_half_open(microseconds: int) -> None:
    window = Window(start_at=NOW, end_at=NOW + timedelta(hours=1))
    rush = Promotion(id="rush", name="Rush", lane=Lane.ITEM, benefit=Amount(amount=1), windows=(window,))
    cart = Cart(currency="CNY", lines=(Line(id="1", sku="tea", quantity=1, unit_price=100, shop="north"),))
    plan, moment = compile_plan([rush]), timedelta(microseconds=microseconds)

    assert plan.quote(cart, window.start_at - moment).payable == 100
    assert plan.quote(cart, window.start_at - moment).refusals[0].code == "not-now"
    assert plan.quote(cart, window.start_at).payable == 99
    assert plan.quote(cart, window.end_at - moment).payable == 99
    assert plan.quote(cart, window.end_at).payable == 100
    assert plan.quote(cart, window.end_at).refusals[0].code == "over"
