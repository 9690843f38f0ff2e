"""R2.9: money off or a gift, the shopper's choice, never both."""

from datetime import timedelta

from feria.pricing import Amount, ChoiceTier, ChoiceTiers, Gift, Lane, Pick, Return, refund
from tests.rulebook.pricing_desk import THE_DAY, cart, goods, priced, promotion, yuan

TEAPOT, CUP = Gift(sku="teapot", value=yuan(60)), Gift(sku="cup", value=yuan(25))
CHOICE = promotion(
    "choice",
    Lane.SHOP,
    ChoiceTiers(
        tiers=(
            ChoiceTier(spend=yuan(400), off=yuan(20), gifts=(CUP,)),
            ChoiceTier(spend=yuan(600), off=yuan(30), gifts=(CUP,)),
            ChoiceTier(spend=yuan(800), off=yuan(40), gifts=(TEAPOT,)),
            ChoiceTier(spend=yuan(1000), off=yuan(50), gifts=(TEAPOT,)),
        )
    ),
)


def picking(gift: str) -> dict[str, tuple[Pick, ...]]:
    return {"picks": (Pick(promotion="choice", gift=gift),)}


def test_who_picks_nothing_gets_the_money_of_the_highest_tier() -> None:
    quoted = priced(cart(goods(850)), CHOICE)

    assert (quoted.payable, quoted.grants) == (yuan(810), ())


def test_who_picks_the_gift_pays_in_full() -> None:
    quoted = priced(cart(goods(850), **picking("teapot")), CHOICE)

    assert quoted.payable == yuan(850)
    assert [(each.what, each.of, each.value) for each in quoted.grants] == [("gift", "teapot", yuan(60))]
    assert quoted.refusals == ()


def test_a_gift_of_a_lower_tier_may_be_picked() -> None:
    assert priced(cart(goods(850), **picking("cup")), CHOICE).grants[0].of == "cup"


def test_a_gift_out_of_reach_leaves_the_money() -> None:
    quoted = priced(cart(goods(650), **picking("teapot")), CHOICE)

    assert (quoted.payable, quoted.grants) == (yuan(620), ())


def test_a_gift_takes_its_place_in_the_lane() -> None:
    rival = promotion("rival", Lane.SHOP, Amount(amount=yuan(10)))

    quoted = priced(cart(goods(850), **picking("teapot")), CHOICE, rival)

    assert quoted.payable == yuan(850)
    assert (quoted.refusals[0].code, quoted.refusals[0].subject) == ("beaten-by", "choice")


def test_r2_22_a_gift_not_returned_is_charged_at_its_value() -> None:
    quoted = priced(cart(goods(850, name="set"), **picking("teapot")), CHOICE)
    later, all_of_it = THE_DAY + timedelta(days=3), [Return(line="set", quantity=1)]

    without = refund(quoted, all_of_it, now=later)
    with_gift = refund(quoted, all_of_it, now=later, gifts_back=["teapot"])
    afterwards = refund(
        quoted, [], now=later, before=all_of_it, refunded=without.refunded, gifts_back=["teapot"]
    )

    assert without.amount == yuan(790)
    assert with_gift.amount == yuan(850)
    assert afterwards.amount == yuan(60)
