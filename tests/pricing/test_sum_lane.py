"""The lanes on sums: who wins, who is told to have won, and what does not depend on the order of anything (R2.1, R2.18)."""

from __future__ import annotations

from feria.pricing import (
    Amount,
    BuyGet,
    ChoiceTier,
    ChoiceTiers,
    EverySpend,
    Floors,
    Gift,
    Lane,
    MinSpend,
    Percent,
    Pick,
    Promotion,
    Quote,
    Refusal,
    Skus,
    SpendTier,
    SpendTiers,
    Stacking,
    compile_plan,
)
from tests.rulebook.pricing_desk import THE_DAY, cart, goods, priced, promotion, yuan

A, B, C = (goods(100, name=name) for name in "abc")


def off(name: str, amount: int, *skus: str, lane: Lane = Lane.SHOP, **more: object) -> Promotion:
    """So many yuan off these goods."""
    return promotion(name, lane, Amount(amount=yuan(amount)), scope=Skus(skus=skus), **more)


def refusal(quoted: Quote, name: str) -> Refusal:
    [found] = [each for each in quoted.refusals if each.promotion == name]
    return found


def test_who_lost_to_two_is_told_what_both_give_and_the_larger_of_them() -> None:
    quoted = priced(
        cart(A, B, C),
        off("on-a", 8, "a"),
        off("on-b", 9, "b"),
        off("on-c", 20, "c"),
        off("both", 10, "a", "b"),
    )

    told = refusal(quoted, "both")
    assert (told.code, told.subject, told.needs, told.has) == ("beaten-by", "on-b", yuan(17), yuan(10))


def test_of_two_winners_that_give_as_much_the_first_is_named() -> None:
    quoted = priced(cart(A, B), off("on-a", 9, "a"), off("on-b", 9, "b"), off("both", 10, "a", "b"))

    assert refusal(quoted, "both").subject == "on-a"


def test_who_lost_in_one_shop_and_lacks_spend_in_another_hears_of_the_rival() -> None:
    tiers = promotion("tiers", Lane.SHOP, SpendTiers(tiers=(SpendTier(spend=yuan(100), off=yuan(5)),)))
    rival = off("rival", 10, "a")

    for lines in ((A, goods(50, name="b", shop="south")), (A, goods(50, name="b", shop="east"))):
        assert refusal(priced(cart(*lines), tiers, rival), "tiers").code == "beaten-by"


def test_what_a_floor_withholds_of_a_rate_is_not_counted_for_it_in_the_contest() -> None:
    # Half of 200 is 100, of which the floor under a withholds 40: 80 off is better.
    half = promotion("half", Lane.SHOP, Percent(bps=5_000))
    eighty = promotion("eighty", Lane.SHOP, Amount(amount=yuan(80)))

    quoted = priced(cart(goods(100, name="a", floor=yuan(90)), B, floors=Floors.CLAMP), half, eighty)

    assert (quoted.payable, quoted.adjustments[0].promotion) == (yuan(120), "eighty")


def test_goods_without_a_floor_are_taken_off_though_floors_are_strict() -> None:
    seven = off("seven", 7, "a")

    quoted = priced(cart(A, goods(100, name="b", floor=yuan(90)), floors=Floors.REFUSE), seven)

    assert (quoted.payable, quoted.refusals) == (yuan(193), ())


GIFT = promotion(
    "gift",
    Lane.SHOP,
    ChoiceTiers(tiers=(ChoiceTier(spend=yuan(100), off=yuan(5), gifts=(Gift(sku="lamp", value=yuan(4)),)),)),
    scope=Skus(skus=("a",)),
    names={"es": "Lámpara"},
)
PICKED = (Pick(promotion="gift", gift="lamp"),)


def test_a_gift_is_granted_by_its_promotion_with_all_its_names() -> None:
    (granted,) = priced(cart(A, picks=PICKED), GIFT).grants

    assert (granted.promotion, granted.name, granted.names) == ("gift", "gift", {"es": "Lámpara"})
    assert (granted.what, granted.amount, granted.of, granted.value, granted.needs) == (
        "gift",
        1,
        "lamp",
        yuan(4),
        yuan(100),
    )


def test_a_pick_of_a_promotion_that_has_no_gifts_picks_nothing() -> None:
    quoted = priced(cart(A, picks=(Pick(promotion="seven", gift="lamp"),)), off("seven", 7, "a"))

    assert (quoted.payable, quoted.grants) == (yuan(93), ())


def test_a_gift_out_of_reach_of_its_conditions_is_not_given() -> None:
    late = promotion("gift", Lane.SHOP, GIFT.benefit, conditions=(MinSpend(amount=yuan(300)),))

    assert priced(cart(A, picks=PICKED), late).grants == ()


def test_beside_a_gift_those_who_compete_for_other_goods_hear_of_each_other() -> None:
    quoted = priced(cart(A, B, picks=PICKED), GIFT, off("seven", 7, "b"), off("six", 6, "b"))

    assert quoted.payable == yuan(193)
    told = refusal(quoted, "six")
    assert (told.subject, told.needs, told.has) == ("seven", yuan(7), yuan(6))


def test_what_is_granted_in_several_shops_is_told_in_the_order_of_the_shops() -> None:
    lines = [goods(100, name=shop, shop=shop) for shop in ("west", "east")]
    each = promotion("each", Lane.SHOP, Amount(amount=yuan(5)))

    for some in (lines, lines[::-1]):
        assert [one.shop for one in priced(cart(*some), each).adjustments] == ["east", "west"]


def test_a_coupon_that_is_not_held_is_asked_for_by_its_template() -> None:
    quoted = priced(cart(A), off("ten", 10, "a", lane=Lane.MALL_COUPON, coupon="paper"))

    told = refusal(quoted, "ten")
    assert (told.code, told.needs, told.has, told.shortfall, told.subject) == (
        "needs-coupon",
        "paper",
        "",
        1,
        "paper",
    )


def test_an_exclusion_by_what_was_granted_before_holds_while_coupons_are_weighed() -> None:
    # The shop's ten excludes the mall's 50 for 300. Were the 50 still to be had, the coupon would stay in the pocket.
    ten = off("ten", 10, "a", stacking=Stacking(excludes=("fifty",)))
    five = off("five", 5, "b", stacking=Stacking(excludes=("fifty",)))
    fifty = promotion("fifty", Lane.MALL, EverySpend(spend=yuan(270), off=yuan(50)))
    twenty = promotion("twenty", Lane.SHOP_COUPON, Amount(amount=yuan(20)), coupon="twenty", shop="north")

    for promotions in ((ten, fifty, twenty), (ten, five, fifty, twenty), (five, fifty, twenty)):
        quoted = priced(cart(A, B, C, coupons=("twenty",)), *promotions)

        assert quoted.coupons == ("held-twenty",)
        assert refusal(quoted, "fifty").code == "cannot-join"


def test_of_units_that_cost_the_same_the_first_articles_make_the_bundle() -> None:
    pair = promotion("pair", Lane.BUNDLE, BuyGet(size=2))
    dear = [goods(300, name=name) for name in "abc"]
    cheap = goods(100, name="_")

    for lines in (dear, dear[::-1], [dear[1], dear[2], dear[0]]):
        (adjustment,) = priced(cart(*lines), pair).adjustments
        assert sorted(share.line for share in adjustment.shares) == ["a", "b"]
    for lines in ([cheap, *dear[:2]], [*dear[:2], cheap]):
        assert priced(cart(*lines), pair).payable == yuan(400)


def test_two_exclusions_granted_one_after_the_other_both_hold() -> None:
    first = off("first", 10, "a", stacking=Stacking(excludes=("of-first",)))
    second = off("second", 5, "b", stacking=Stacking(excludes=("of-second",)))
    others = [
        off(name, 3, "c", lane=lane) for name, lane in (("of-first", Lane.MALL), ("of-second", Lane.MALL))
    ]

    quoted = priced(cart(A, B, C), first, second, *others)

    assert quoted.payable == yuan(285)
    assert [refusal(quoted, one.id).subject for one in others] == ["first", "second"]


def test_a_shops_offer_that_cannot_join_names_the_promotion_and_not_the_shop() -> None:
    ten = promotion("ten", Lane.ITEM, Amount(amount=yuan(10)), stacking=Stacking(excludes=("five",)))

    told = refusal(priced(cart(A), ten, off("five", 5, "a", shop="north")), "five")

    assert (told.code, told.subject) == ("cannot-join", "ten")


def test_what_is_refused_is_told_of_the_order_as_it_is_and_not_of_one_that_was_weighed() -> None:
    # With the coupon spent 270 are left; without it there would have been 290.
    tiers = promotion("tiers", Lane.MALL, SpendTiers(tiers=(SpendTier(spend=yuan(300), off=yuan(5)),)))
    twenty = promotion("twenty", Lane.SHOP_COUPON, Amount(amount=yuan(20)), coupon="twenty", shop="north")

    told = refusal(priced(cart(goods(290), coupons=("twenty",)), tiers, twenty), "tiers")

    assert (told.code, told.needs, told.has, told.shortfall) == (
        "needs-spend",
        yuan(300),
        yuan(270),
        yuan(30),
    )


def test_refusals_are_told_whether_or_not_nudges_are() -> None:
    tiers = promotion("tiers", Lane.SHOP, SpendTiers(tiers=(SpendTier(spend=yuan(300), off=yuan(5)),)))
    plan = compile_plan([tiers])

    told, silent = plan.quote(cart(goods(290)), THE_DAY), plan.quote(cart(goods(290)), THE_DAY, nudges=False)

    assert ([each.promotion for each in told.nudges], silent.nudges) == (["tiers"], ())
    assert [each.code for each in silent.refusals] == ["needs-spend"]
    assert silent.refusals == told.refusals


def test_an_item_price_for_so_much_of_its_goods_is_measured_with_and_without_explanation() -> None:
    half = promotion(
        "half",
        Lane.ITEM,
        Percent(bps=5_000),
        scope=Skus(skus=("a", "b")),
        conditions=(MinSpend(amount=yuan(150)),),
    )
    plan = compile_plan([half])

    for lines, due in (((A, B, C), 200), ((A, C), 200), ((B,), 100)):
        assert (
            plan.price(cart(*lines), THE_DAY).payable
            == plan.quote(cart(*lines), THE_DAY).payable
            == yuan(due)
        )


def test_a_tier_out_of_reach_asks_for_spend_however_floors_are_treated() -> None:
    tiers = promotion(
        "tiers",
        Lane.SHOP,
        SpendTiers(tiers=(SpendTier(spend=yuan(150), off=yuan(5)), SpendTier(spend=yuan(300), off=yuan(50)))),
    )
    for policy in Floors:
        short = priced(cart(goods(100, name="a", floor=yuan(80)), floors=policy), tiers)
        reached = priced(cart(goods(200, name="a", floor=yuan(80)), floors=policy), tiers)

        assert (refusal(short, "tiers").code, refusal(short, "tiers").shortfall) == ("needs-spend", yuan(50))
        assert [(nudge.promotion, nudge.shortfall) for nudge in reached.nudges] == [("tiers", yuan(100))]


def test_what_leaves_nothing_above_a_floor_says_so_by_the_floors_policy() -> None:
    ten = off("ten", 10, "a")
    at_its_floor = goods(100, name="a", floor=yuan(100))

    clamped, refused = (
        priced(cart(at_its_floor, floors=policy), ten) for policy in (Floors.CLAMP, Floors.REFUSE)
    )

    assert (refusal(clamped, "ten").code, refusal(refused, "ten").code) == ("nothing-left", "below-floor")
