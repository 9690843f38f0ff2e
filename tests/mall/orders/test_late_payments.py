"""A payment after the deadline: the order as it was bought if it could be had so now, else the money back (P2, decision 0011)."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest

from feria.mall.coupons import api as coupons
from feria.mall.kit.api import OutboxEvent
from feria.mall.orders import api as orders
from feria.mall.orders import settling
from feria.mall.orders.models import LedgerEntry, Order, Payment
from feria.mall.rush import api as rush
from feria.mall.stock import reholding
from feria.mall.stock.api import levels, rush_figures
from tests.mall import racing
from tests.mall.factories import at, make_address, make_category, make_member, make_shop, set_clock
from tests.mall.festivals import RATIONAL, open_festival
from tests.mall.orders.conftest import Promise, PutOnSale, Shopper, percent_off, run_out_of_time
from tests.mall.orders.test_first_orders import first
from tests.mall.rushing import FESTIVAL, OPEN, OVER, SESSION, claim
from tests.mall.rushing import run_out_of_time as run_claim_out_of_time


@pytest.fixture(autouse=True)
def real_time() -> Iterator[None]:
    yield
    set_clock(None)


def somebody() -> Shopper:
    member = make_member()
    make_address(member)
    return Shopper(member)


def lapsed(shopper: Shopper, **wanted: int) -> tuple[Order, str]:
    """An order whose buyer was at the bank when its time ran out, and the payment's reference."""
    order = shopper.order(**wanted)
    reference = shopper.begin(order).reference
    run_out_of_time(order)
    assert orders.lapse_due() == [order.number]
    return order, reference


def pay_late(order: Order, reference: str) -> tuple[str, str]:
    """The bank says at last that it was paid; what became of order and payment."""
    orders.dummy.decide(reference, "captured")
    order.refresh_from_db()
    return order.state, Payment.objects.get(reference=reference).state


KEPT, BACK = ("paid", "captured"), ("lapsed", "refunded")


@pytest.mark.django_db
class TestWhenAllOfItIsThere:
    @pytest.mark.parametrize("is_swept", [True, False])
    def test_the_order_is_paid_at_its_price(
        self, shopper: Shopper, on_sale: PutOnSale, promise: Promise, is_swept: bool
    ) -> None:
        tea = on_sale("tea", units=1)
        promise(percent_off(10))
        order = shopper.order(tea=1)
        reference = shopper.begin(order).reference
        run_out_of_time(order)
        if is_swept:
            orders.sweep()
        assert pay_late(order, reference) == KEPT
        assert (order.payable, order.closed_at) == (900, None)
        assert (levels([tea])["tea"].sold, levels([tea])["tea"].free) == (1, 0)
        told = OutboxEvent.objects.filter(key=order.number).order_by("id").values_list("topic", flat=True)
        assert [each.removeprefix("orders.order_") for each in told] == [
            "placed",
            "lapsed",
            "taken_up",
            "paid",
        ]
        assert orders.reconcile().differences == ()

    def test_money_taken_without_our_hearing_of_it_still_buys(
        self, shopper: Shopper, on_sale: PutOnSale
    ) -> None:
        on_sale("tea", units=1)
        order = shopper.order(tea=1)
        orders.dummy.decide(shopper.begin(order).reference, "captured", tell=False)
        run_out_of_time(order)
        orders.sweep()
        order.refresh_from_db()
        assert (order.state, Payment.objects.get().state) == KEPT

    def test_told_again_it_is_paid_once_and_a_second_payment_goes_back(
        self, shopper: Shopper, on_sale: PutOnSale
    ) -> None:
        on_sale("tea", units=5)
        order = shopper.order(tea=1)
        one, other = shopper.begin(order).reference, shopper.begin(order).reference
        run_out_of_time(order)
        orders.sweep()
        assert pay_late(order, one) == KEPT
        assert pay_late(order, one) == KEPT
        assert pay_late(order, other) == ("paid", "refunded")
        assert orders.reconcile().differences == ()

    def test_its_coupon_is_spent_again(self, shopper: Shopper, on_sale: PutOnSale) -> None:
        open_festival()
        set_clock(RATIONAL)
        on_sale("cola", price=1_000)
        coupons.claim(shopper.member, "grocery-2-off-20")
        order, reference = lapsed(shopper, cola=2)
        assert pay_late(order, reference) == KEPT
        assert coupons.Redemption.objects.get(restored_at=None).order_number == order.number
        assert orders.reconcile().differences == ()

    def test_its_place_is_taken_again_and_its_rank_is_that_of_its_payment(
        self, on_sale: PutOnSale, promise: Promise
    ) -> None:
        on_sale("tea")
        promise(first(2))
        order, reference = lapsed(somebody(), tea=1)
        other = somebody()
        other.pay(other.order(tea=1))
        assert pay_late(order, reference) == KEPT
        assert (order.payable, orders.places_of_order(order)[0].rank) == (500, 2)
        assert orders.reconcile().differences == ()

    def test_it_can_be_cancelled_like_any_other(self, shopper: Shopper, on_sale: PutOnSale) -> None:
        tea = on_sale("tea", units=1)
        order, reference = lapsed(shopper, tea=1)
        pay_late(order, reference)
        orders.cancel(order, None)
        assert levels([tea])["tea"].free == 1
        assert sum(LedgerEntry.objects.values_list("amount", flat=True)) == 0
        assert orders.reconcile().differences == ()


@pytest.mark.django_db
class TestWhenItIsNot:
    def expect_back(self, order: Order, reference: str) -> None:
        assert pay_late(order, reference) == BACK
        assert orders.reconcile().differences == ()

    def test_the_units_are_somebody_elses(self, shopper: Shopper, on_sale: PutOnSale) -> None:
        on_sale("tea", units=2)
        on_sale("pot", units=1)
        order, reference = lapsed(shopper, tea=1, pot=1)
        somebody().order(pot=1)
        self.expect_back(order, reference)

    def test_the_shopper_has_ordered_it_again(self, shopper: Shopper, on_sale: PutOnSale) -> None:
        on_sale("tea", units=5)
        order, reference = lapsed(shopper, tea=1)
        shopper.order(tea=1)
        self.expect_back(order, reference)

    def test_the_offer_is_over(self, shopper: Shopper, on_sale: PutOnSale, promise: Promise) -> None:
        on_sale("tea")
        promise(percent_off(10))
        order, reference = lapsed(shopper, tea=1)
        promise()
        self.expect_back(order, reference)

    def test_the_product_is_off_sale(self, shopper: Shopper, on_sale: PutOnSale) -> None:
        tea = on_sale("tea")
        order, reference = lapsed(shopper, tea=1)
        type(tea).objects.update(is_on_sale=False)
        self.expect_back(order, reference)

    def test_its_coupon_is_spent_elsewhere(self, shopper: Shopper, on_sale: PutOnSale) -> None:
        open_festival()
        set_clock(RATIONAL)
        on_sale("cola", price=1_000)
        on_sale("soda", price=1_000)
        coupons.claim(shopper.member, "grocery-2-off-20")
        order, reference = lapsed(shopper, cola=2)
        assert shopper.order(soda=2).payable == 1_800
        self.expect_back(order, reference)

    def test_its_place_is_somebody_elses(self, on_sale: PutOnSale, promise: Promise) -> None:
        on_sale("tea")
        promise(first(1))
        order, reference = lapsed(somebody(), tea=1)
        assert somebody().order(tea=1).payable == 500
        self.expect_back(order, reference)
        assert orders.places_of_order(order)[0].is_given_back

    def test_it_comes_too_late_even_so(self, shopper: Shopper, on_sale: PutOnSale, settings: Any) -> None:
        settings.LATE_PAYMENT_MINUTES = 0
        on_sale("tea")
        order, reference = lapsed(shopper, tea=1)
        self.expect_back(order, reference)


LADDER_AND_PRESALE = """\
feria: 1
id: ways-2025
name: Ways
currency: USD
time_zone: UTC
shops: [grocery]
phases:
  - {id: presale, name: Presale, days: 2025-11-01 to 2025-11-05}
  - {id: main, name: The day, days: 2025-11-06}
presale:
  - id: pots
    name: Pots ahead
    deposit: {phase: presale}
    balance: {phase: main}
    products:
      - {sku: pot, price: 200.00, deposit: 10.00, counts_as: 20.00, units: 3, per_member: 2}
ladder:
  - id: kettles
    name: Kettles fall
    sku: kettle
    units: 5
    per_member: 3
    from: 2025-11-01
    off: [10%, 20%, 30%, 40%]
"""
FIRST_DAY, MAIN_DAY = at(2025, 11, 1, 9), at(2025, 11, 6, 9)


@pytest.mark.django_db
class TestOtherWaysOfSelling:
    @pytest.fixture(autouse=True)
    def ways(self, on_sale: PutOnSale) -> None:
        make_shop("grocery")
        make_category("grocery/kettles")
        on_sale("kettle", price=10_000, units=20, category="grocery/kettles")
        on_sale("pot", price=24_000, units=20, category="grocery/kettles")
        rush.open_festival(LADDER_AND_PRESALE, by=None)
        set_clock(FIRST_DAY)

    def ahead(self, shopper: Shopper, quantity: int, key: str) -> tuple[Order, str]:
        address = shopper.member.addresses.get()
        order = orders.order_presale(shopper.member, "ways-2025.pots", "pot", quantity, address, key)
        reference = shopper.begin(order).reference
        run_out_of_time(order)
        assert orders.lapse_due() == [order.number]
        return order, reference

    def test_units_of_a_ladder_are_taken_again(self, shopper: Shopper) -> None:
        order, reference = lapsed(shopper, kettle=3)
        somebody().order(kettle=2)
        assert pay_late(order, reference) == KEPT
        assert order.payable == 27_000
        assert orders.reconcile().differences == ()

    def test_a_ladder_that_others_have_climbed_gives_the_money_back(self, shopper: Shopper) -> None:
        order, reference = lapsed(shopper, kettle=3)
        somebody().order(kettle=3)
        assert pay_late(order, reference) == BACK
        assert orders.reconcile().differences == ()

    def test_a_late_deposit_holds_again_while_deposits_are_taken(self, shopper: Shopper) -> None:
        order, reference = self.ahead(shopper, 2, "one")
        assert pay_late(order, reference) == ("prepaid", "captured")
        set_clock(MAIN_DAY)
        shopper.pay(order)
        assert (order.state, order.payable) == ("paid", 38_000)
        assert orders.reconcile().differences == ()

    def test_a_late_deposit_goes_back_once_they_are_not(self, shopper: Shopper) -> None:
        order, reference = self.ahead(shopper, 2, "one")
        set_clock(MAIN_DAY)
        assert pay_late(order, reference) == BACK
        assert orders.reconcile().differences == ()

    def test_a_late_deposit_goes_back_when_the_presale_is_sold_out(self, shopper: Shopper) -> None:
        order, reference = self.ahead(shopper, 2, "one")
        other = somebody()
        address = other.member.addresses.get()
        orders.order_presale(other.member, "ways-2025.pots", "pot", 2, address, "two")
        assert pay_late(order, reference) == BACK
        assert orders.reconcile().differences == ()


@pytest.mark.django_db(transaction=True)
class TestRushSessions:
    @pytest.fixture(autouse=True)
    def session(self, on_sale: PutOnSale) -> None:
        """Open: 5 colas are set aside, two for each member; three units for each member in all."""
        on_sale("cola", price=1_000, units=20)
        on_sale("tea", price=500, units=20)
        set_clock(OPEN)
        open_festival(FESTIVAL)

    def lapsed_claim(self, shopper: Shopper, units: int = 1) -> tuple[Order, str]:
        claim(shopper.member, cola=units)
        order = orders.order_claim(shopper.member, SESSION, "k1", shopper.member.addresses.get())
        reference = shopper.begin(order).reference
        run_claim_out_of_time(f"{SESSION}/k1")
        assert orders.lapse_due() == [order.number]
        return order, reference

    def remaining(self) -> tuple[int, int]:
        good = next(each for each in rush_figures(SESSION).goods if each.sku == "cola")
        return good.left, good.sold

    def test_a_late_payment_takes_the_units_that_the_session_keeps(self, shopper: Shopper) -> None:
        order, reference = self.lapsed_claim(shopper)
        assert self.remaining() == (5, 0)
        assert pay_late(order, reference) == KEPT
        assert order.payable == 300
        assert self.remaining() == (4, 1)
        assert orders.reconcile().differences == ()

    def test_it_does_not_take_what_others_could_buy_outside(self, shopper: Shopper) -> None:
        """15 are free beside the session, and none of them is the session's to sell."""
        order, reference = self.lapsed_claim(shopper, 2)
        for key in ("a", "b"):
            claim(make_member(), key, cola=2)
        assert self.remaining()[0] == 1
        assert pay_late(order, reference) == BACK
        assert orders.reconcile().differences == ()

    def test_who_claimed_anew_gets_no_more_than_the_limit(self, shopper: Shopper) -> None:
        order, reference = self.lapsed_claim(shopper)
        assert claim(shopper.member, "k2", cola=2).outcome == "held"
        assert pay_late(order, reference) == BACK
        assert orders.reconcile().differences == ()

    def test_a_session_that_is_over_sells_nothing_more(self, shopper: Shopper) -> None:
        order, reference = self.lapsed_claim(shopper)
        set_clock(OVER)
        assert pay_late(order, reference) == BACK
        assert orders.reconcile().differences == ()


@pytest.mark.django_db(transaction=True)
class TestAtOnce:
    def late_ones(self, count: int) -> list[tuple[Order, str]]:
        """So many lapsed orders of one tea each, whose banks have taken the money."""
        found = [lapsed(somebody(), tea=1) for _ in range(count)]
        for _order, reference in found:
            orders.dummy.decide(reference, "captured", tell=False)
        return found

    def test_more_late_payments_than_units_are_never_sold_twice(self, on_sale: PutOnSale) -> None:
        """Each of ten held one of the four in turn, and all of their banks answer at the same moment."""
        tea = on_sale("tea", units=4)
        late = self.late_ones(10)
        ask = [lambda reference=reference: orders.confirm_return(reference) for _, reference in late]  # type: ignore[misc]
        buyers = [lambda who=who: who.order(tea=1) for who in [somebody(), somebody()]]  # type: ignore[misc]
        endings = racing.all_at_once([*ask, *buyers])
        assert {ending.name for ending in endings} <= {"done", "StockShort"}
        orders.sweep()
        level = levels([tea])["tea"]
        assert (level.sold + level.held, level.free) == (4, 0)
        assert Order.objects.filter(state="paid").count() == level.sold
        assert Payment.objects.filter(state="captured").count() == level.sold
        assert not Payment.objects.filter(state="refund_due").exists()
        assert orders.reconcile().differences == ()

    def test_control_without_the_look_at_the_shelf_the_update_refuses(
        self, on_sale: PutOnSale, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        """The second wall: nothing of the payment is written, so that the gateway tells it again."""
        tea = on_sale("tea", units=1)
        (late,) = self.late_ones(1)
        somebody().order(tea=1)
        monkeypatch.setattr(reholding, "_check_free", lambda holds, aside: None)
        with pytest.raises(RuntimeError, match="changed under its lock"):
            orders.confirm_return(late[1])
        assert (levels([tea])["tea"].held, levels([tea])["tea"].sold) == (1, 0)
        monkeypatch.undo()
        orders.sweep()
        assert pay_late(*late) == BACK

    def test_claims_and_late_payments_of_one_session_share_its_units(self, on_sale: PutOnSale) -> None:
        on_sale("cola", price=1_000, units=20)
        on_sale("tea", price=500, units=20)
        set_clock(OPEN)
        open_festival(FESTIVAL)
        references = []
        for number in range(5):
            shopper = somebody()
            claim(shopper.member, f"late{number}")
            address = shopper.member.addresses.get()
            order = orders.order_claim(shopper.member, SESSION, f"late{number}", address)
            references.append(shopper.begin(order).reference)
            orders.dummy.decide(references[-1], "captured", tell=False)
            run_claim_out_of_time(f"{SESSION}/late{number}")
        deeds = [lambda reference=reference: orders.confirm_return(reference) for reference in references]  # type: ignore[misc]
        members = [make_member() for _ in range(5)]
        deeds += [lambda who=who, n=n: claim(who, f"new{n}") for n, who in enumerate(members)]  # type: ignore[misc]
        racing.all_at_once([*deeds, orders.sweep])
        orders.sweep()
        cola = next(each for each in rush_figures(SESSION).goods if each.sku == "cola")
        assert cola.held + cola.sold + cola.left == 5
        assert Payment.objects.filter(state="captured").count() == cola.sold
        assert orders.reconcile().differences == ()

    @pytest.mark.postgres
    def test_one_that_lapsed_and_one_that_lapses_now_do_not_wait_in_a_circle(
        self, on_sale: PutOnSale, promise: Promise, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        """Both have a place among the first and units of one session; SQLite has one writer at a time."""
        on_sale("cola", price=1_000, units=20)
        on_sale("tea", price=500, units=20)
        set_clock(OPEN)
        open_festival(FESTIVAL)
        promise(first(5))
        references = []
        for key in ("swept", "late"):
            shopper = somebody()
            claim(shopper.member, key)
            order = orders.order_claim(shopper.member, SESSION, key, shopper.member.addresses.get())
            references.append(shopper.begin(order).reference)
            run_claim_out_of_time(f"{SESSION}/{key}")
            if key == "swept":
                assert orders.lapse_due() == [order.number]
        for reference in references:
            orders.dummy.decide(reference, "captured", tell=False)
        swept, late = references
        gate = racing.Gate()
        monkeypatch.setattr(settling, "become_lapsed", gate.before(settling.become_lapsed))
        with racing.beside() as start:
            # Given a late payment that has the session and has yet to give its place back
            lapsing = start(lambda: orders.confirm_return(late).state)
            gate.wait_for_it()
            # When another comes whose order had lapsed before
            again = start(lambda: orders.confirm_return(swept).state)
            racing.wait_until_somebody_waits()
            gate.opened.set()
            # Then both have their orders
            assert (lapsing.result(racing.LONG), again.result(racing.LONG)) == ("paid", "paid")
        assert orders.reconcile().differences == ()
