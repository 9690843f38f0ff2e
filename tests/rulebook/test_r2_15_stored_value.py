"""R2.15: top up 300 get 150, top up 150 get 50; bonus only inside the festival; principal refundable, bonus not."""

import pytest

from feria.pricing.stored_value import Stored, TopUp, payment, refundable, spendable, topped_up
from tests.rulebook.pricing_desk import yuan

OFFERS = [TopUp(pays=yuan(150), bonus=yuan(50)), TopUp(pays=yuan(300), bonus=yuan(150))]
NOTHING = Stored()


@pytest.mark.parametrize(
    ("paid_in", "bonus"),
    [("149.99", "0"), ("150", "50"), ("299.99", "50"), ("300", "150"), ("900", "150")],
)
def test_r2_15_the_highest_top_up_reached_brings_its_bonus_once(paid_in: str, bonus: str) -> None:
    stored = topped_up(NOTHING, yuan(paid_in), OFFERS)

    assert stored == Stored(principal=yuan(paid_in), bonus=yuan(bonus))


def test_r2_15_two_top_ups_bring_two_bonuses() -> None:
    stored = topped_up(topped_up(NOTHING, yuan(300), OFFERS), yuan(150), OFFERS)

    assert stored == Stored(principal=yuan(450), bonus=yuan(200))


def test_r2_15_inside_the_festival_300_buys_goods_for_450() -> None:
    stored = topped_up(NOTHING, yuan(300), OFFERS)

    assert spendable(stored, in_festival=True) == yuan(450)
    assert payment(stored, yuan(450), in_festival=True) == stored
    assert payment(stored, yuan(500), in_festival=True).total == yuan(450)


def test_r2_15_outside_the_festival_the_bonus_stays_where_it_is() -> None:
    stored = topped_up(NOTHING, yuan(300), OFFERS)

    assert spendable(stored, in_festival=False) == yuan(300)
    assert payment(stored, yuan(450), in_festival=False) == Stored(principal=yuan(300))


def test_r2_15_each_payment_takes_its_part_of_both_so_that_a_refund_earns_nothing() -> None:
    """90 of goods: 60 of one's own and 30 of the bonus, as 300 is to 150; 240 comes back, so 60 was paid."""
    stored = topped_up(NOTHING, yuan(300), OFFERS)

    spent = payment(stored, yuan(90), in_festival=True)
    left = Stored(principal=stored.principal - spent.principal, bonus=stored.bonus - spent.bonus)

    assert spent == Stored(principal=yuan(60), bonus=yuan(30))
    assert refundable(left) == yuan(240)


def test_r2_15_the_principal_is_refundable_and_the_bonus_is_not() -> None:
    assert refundable(topped_up(NOTHING, yuan(150), OFFERS)) == yuan(150)


def test_r2_15_an_odd_cent_is_taken_of_the_principal_and_nothing_is_lost() -> None:
    stored = Stored(principal=200, bonus=100)
    taken = []
    while stored.total:
        spent = payment(stored, 7, in_festival=True)
        taken.append(spent)
        stored = Stored(principal=stored.principal - spent.principal, bonus=stored.bonus - spent.bonus)

    assert taken[0] == Stored(principal=5, bonus=2)
    assert (sum(one.principal for one in taken), sum(one.bonus for one in taken)) == (200, 100)


def test_r2_15_what_makes_no_sense_is_refused() -> None:
    with pytest.raises(ValueError, match="more than 0"):
        topped_up(NOTHING, 0, OFFERS)
    with pytest.raises(ValueError, match="0 or more"):
        payment(NOTHING, -1, in_festival=True)
    assert payment(NOTHING, 100, in_festival=True) == NOTHING
