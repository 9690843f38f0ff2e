"""Group buys (R2.14): so many people within so many hours get the price; an unfilled group is refunded, its stock released."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator
from datetime import datetime, timedelta

import pytest

from feria.mall.coupons import api as coupons
from feria.mall.kit.api import Reading, database_now, events_after
from feria.mall.orders import api as orders
from feria.mall.orders.group import filling, ordering
from feria.mall.orders.models import Group, LedgerEntry, Order, Payment, QuotaUse
from feria.mall.rush import api as rush
from feria.mall.stock.api import StockShort, levels
from tests.mall import racing
from tests.mall.factories import at, make_address, make_category, make_member, make_shop, set_clock
from tests.mall.orders.conftest import PutOnSale, Shopper, run_out_of_time

CODE = "together-2025.kettles"
TEXT = """\
feria: 1
id: together-2025
name: Together
currency: USD
time_zone: UTC
shops: [grocery]
phases:
  - {id: warm-up, name: Warm-up, days: 2025-11-01 to 2025-11-10}
  - {id: main, name: The day, days: 2025-11-11}
group:
  - id: kettles
    name: Kettles together
    sku: kettle
    price: 150.00
    size: 3
    hours: 6
    when: {phase: main}
    units: 8
    per_member: 2
    funders: {shop: 60%, mall: 40%}
coupons:
  - id: five-off
    name: 5 off
    stock: 10
    claim: {phase: warm-up}
    use: {phase: main}
    benefit: {amount_off: 5.00}
"""
WARM_UP, MAIN, LATE, AFTER = at(2025, 11, 5), at(2025, 11, 11, 9), at(2025, 11, 11, 22), at(2025, 11, 12)
PRICE, LISTED = 15_000, 24_000


@pytest.fixture
def kettle(on_sale: PutOnSale) -> Iterator[object]:
    make_shop("grocery")
    make_category("grocery/kettles")
    item = on_sale("kettle", price=LISTED, units=20, category="grocery/kettles")
    rush.open_festival(TEXT, by=None)
    set_clock(MAIN)
    yield item
    set_clock(None)


def somebody() -> Shopper:
    member = make_member()
    make_address(member)
    return Shopper(member)


def start(shopper: Shopper, quantity: int = 1, key: str = "start") -> Order:
    return orders.start_group(shopper.member, CODE, quantity, shopper.member.addresses.get(), key)


def join(shopper: Shopper, group: Group, quantity: int = 1, key: str = "join") -> Order:
    return orders.join_group(shopper.member, group.key, quantity, shopper.member.addresses.get(), key)


def opened(starter: Shopper | None = None, quantity: int = 1) -> tuple[Group, Order]:
    """A group whose starter has paid."""
    starter = starter or somebody()
    order = start(starter, quantity)
    starter.pay(order)
    assert order.group
    return fresh(order.group), order


def joined(group: Group, shopper: Shopper | None = None) -> Order:
    """Somebody who has joined and paid."""
    shopper = shopper or somebody()
    order = join(shopper, group)
    shopper.pay(order)
    return order


def fresh(group: Group) -> Group:
    return Group.objects.get(pk=group.pk)


def run_out(group: Group, by: timedelta = timedelta(seconds=1)) -> None:
    """Let the group's time have ended ``by`` so much before now."""
    Group.objects.filter(pk=group.pk).update(fill_until=database_now() - by)


def states(group: Group) -> list[str]:
    return list(group.orders.order_by("pk").values_list("state", flat=True))


def accounts(order: Order) -> dict[str, int]:
    sums: Counter[str] = Counter()
    for account, amount in LedgerEntry.objects.filter(order=order).values_list("account", "amount"):
        sums[account] += amount
    return {account: amount for account, amount in sums.items() if amount}


def refused(deed: Callable[[], object]) -> orders.GroupRefused:
    with pytest.raises(orders.GroupRefused) as caught:
        deed()
    assert str(caught.value)
    return caught.value


def agrees() -> bool:
    assert orders.reconcile().differences == ()
    return True


@pytest.mark.django_db
@pytest.mark.usefixtures("kettle")
class TestTheWay:
    def test_a_paid_share_waits_for_the_group_with_its_units_held(self, kettle: object) -> None:
        group, order = opened(quantity=2)
        assert (order.state, order.payable, order.prepaid) == ("prepaid", 2 * PRICE, 2 * PRICE)
        assert levels([kettle])["kettle"].held == 2  # type: ignore[list-item]
        assert accounts(order) == {"gateway:dummy": 2 * PRICE, "prepaid": -2 * PRICE}
        assert group.opened_at is not None
        assert agrees()

    def test_with_the_last_payment_everybody_is_a_buyer(self, kettle: object) -> None:
        group, first = opened()
        second, third = joined(group), joined(group)
        for order in (first, second, third):
            order.refresh_from_db()
            assert (order.state, order.payable) == ("paid", PRICE)
            assert accounts(order) == {
                "gateway:dummy": PRICE,
                "promotions:mall": 3_600,
                "promotions:shop:grocery": 5_400,
                "shop:grocery": -LISTED,
            }
        assert fresh(group).state == "won"
        level = levels([kettle])["kettle"]  # type: ignore[list-item]
        assert (level.held, level.sold) == (0, 3)
        paid = [event.key for event in events_after(0, ["orders.order_paid"])]
        assert sorted(paid) == sorted([first.number, second.number, third.number])
        assert [event.topic for event in events_after(0, ["orders.group_opened", "orders.group_won"])] == [
            "orders.group_opened",
            "orders.group_won",
        ]
        assert agrees()

    def test_the_board_counts_it_when_it_is_full_and_not_before(self) -> None:
        group, _ = opened()
        joined(group)
        board = orders.BoardState()
        board.advance()
        assert (board.orders, board.amount) == (0, 0)
        joined(group)
        board.advance()
        assert (board.orders, board.amount, board.payers) == (3, 3 * PRICE, 3)

    def test_coupons_help_and_come_back_if_the_group_does_not_fill(self, shopper: Shopper) -> None:
        set_clock(WARM_UP)
        coupons.claim(shopper.member, "five-off")
        set_clock(MAIN)
        group, order = opened(shopper)
        assert order.payable == PRICE - 500
        assert not list(coupons.held(shopper.member, MAIN))
        run_out(group)
        orders.sweep()
        assert [coupon.template for coupon in coupons.held(shopper.member, MAIN)] == ["five-off"]
        assert agrees()

    def test_the_same_key_is_the_same_order(self, shopper: Shopper) -> None:
        assert start(shopper).pk == start(shopper).pk
        assert Group.objects.count() == 1

    def test_a_group_keeps_its_terms_whatever_the_document_says_later(self) -> None:
        group, _ = opened()
        rush.open_festival(
            TEXT.replace("price: 150.00", "price: 180.00").replace("size: 3", "size: 5"), by=None
        )
        assert joined(group).payable == PRICE
        joined(group)
        assert fresh(group).state == "won"

    def test_other_carts_do_not_get_the_price(self, shopper: Shopper) -> None:
        assert shopper.order(kettle=1).payable == LISTED


@pytest.mark.django_db
@pytest.mark.usefixtures("kettle")
class TestWhoMayJoin:
    def test_an_unpaid_group_is_nobodys_yet(self) -> None:
        order = start(somebody())
        assert order.group
        assert refused(lambda: join(somebody(), order.group)).code == "group-not-open"
        assert orders.open_groups(CODE) == []

    def test_ones_own_group_and_the_same_group_twice(self, shopper: Shopper, other_shopper: Shopper) -> None:
        group, _ = opened(shopper)
        assert refused(lambda: join(shopper, group)).code == "group-own"
        join(other_shopper, group)
        assert refused(lambda: join(other_shopper, group, key="again")).code == "group-twice"

    def test_the_last_place_is_kept_while_it_is_being_paid_for(self, kettle: object) -> None:
        group, _ = opened()
        joined(group)
        paying = join(somebody(), group)
        assert refused(lambda: join(somebody(), group)).code == "group-taken"
        run_out_of_time(paying)
        orders.sweep()
        assert join(somebody(), group).state == "placed"
        assert agrees()

    def test_a_full_group_takes_nobody(self) -> None:
        group, _ = opened()
        joined(group)
        joined(group)
        assert refused(lambda: join(somebody(), group)).code == "group-full"

    def test_a_group_whose_time_is_over_takes_nobody_swept_or_not(self) -> None:
        group, _ = opened()
        run_out(group)
        assert refused(lambda: join(somebody(), group)).code == "group-over"
        orders.sweep()
        assert refused(lambda: join(somebody(), group)).code == "group-over"

    def test_a_link_that_leads_nowhere(self, shopper: Shopper) -> None:
        nowhere = Group(key="no-such-group")
        assert refused(lambda: join(shopper, nowhere)).code == "group-unknown"

    def test_outside_the_window_nobody_starts_one(self, shopper: Shopper) -> None:
        for instant, code in ((WARM_UP, "not-yet"), (AFTER, "over")):
            set_clock(instant)
            assert refused(lambda: start(shopper)).code == code
        with pytest.raises(orders.GroupRefused) as caught:
            orders.start_group(shopper.member, "no.such", 1, shopper.member.addresses.get(), "k")
        assert caught.value.code == "unknown"

    def test_a_withdrawn_festival_starts_and_fills_no_groups(self, shopper: Shopper) -> None:
        group, _ = opened()
        rush.close_festival("together-2025", by=None)
        assert refused(lambda: start(shopper)).code == "unknown"
        assert refused(lambda: join(shopper, group)).code == "over"
        run_out(group)
        orders.sweep()
        assert states(group) == ["cancelled"]
        assert agrees()

    def test_a_members_limit_holds_over_groups(self, shopper: Shopper) -> None:
        opened(shopper)
        group, _ = opened()
        again = refused(lambda: join(shopper, group, 2))
        assert (again.code, again.left) == ("limit", 1)
        assert join(shopper, group).state == "placed"

    def test_nobody_starts_what_cannot_be_filled(self) -> None:
        """Eight units: two groups of two units each and two more to come leave two, and a group takes three."""
        for _ in range(3):
            opened(quantity=2)
        denied = refused(lambda: start(somebody()))
        assert (denied.code, denied.left) == ("sold-out", 0)
        assert agrees()

    def test_what_is_not_in_stock_cannot_be_had(self, shopper: Shopper, other_shopper: Shopper) -> None:
        other_shopper.order(kettle=19)
        with pytest.raises(StockShort):
            start(shopper, 2)
        assert not Group.objects.exists(), "nothing of it was done"
        assert not QuotaUse.objects.exists()

    def test_open_groups_are_shown_to_others_the_fullest_first(self, shopper: Shopper) -> None:
        one, _ = opened()
        two, _ = opened()
        joined(two)
        mine, _ = opened(shopper)
        assert [each.group.key for each in orders.open_groups(CODE, shopper.member)] == [two.key, one.key]
        assert mine.key in [each.group.key for each in orders.open_groups(CODE)]
        assert [each.missing for each in orders.open_groups(CODE, shopper.member)] == [1, 2]


@pytest.mark.django_db
@pytest.mark.usefixtures("kettle")
class TestTheEnd:
    def test_an_unfilled_group_is_refunded_in_full_and_its_stock_released(self, kettle: object) -> None:
        group, first = opened(quantity=2)
        second = joined(group)
        third = join(somebody(), group)
        run_out(group)
        orders.sweep()
        orders.sweep()
        assert states(group) == ["cancelled", "cancelled", "lapsed"]
        assert fresh(group).state == "failed"
        refunds = Payment.objects.filter(state="refunded").values_list("amount", flat=True)
        assert sorted(refunds) == [PRICE, 2 * PRICE]
        for order in (first, second, third):
            assert accounts(order) == {}
        level = levels([kettle])["kettle"]  # type: ignore[list-item]
        assert (level.held, level.sold, level.free) == (0, 0, 20)
        assert len(events_after(0, ["orders.group_failed"])) == 1
        assert agrees()

    def test_money_that_comes_after_the_end_goes_back(self) -> None:
        group, _ = opened()
        late = somebody()
        order = join(late, group)
        redirect = late.begin(order)
        run_out(group)
        orders.expire_groups()
        orders.dummy.decide(redirect.reference, "captured")
        order.refresh_from_db()
        assert order.state == "lapsed"
        assert order.payments.get().state == "refunded"
        orders.sweep()
        assert agrees()

    def test_money_that_comes_after_a_place_lapsed_goes_back_and_the_place_is_anothers(self) -> None:
        """A payment that is late opens no group of its own: who paid for this group gets the money, not another deal."""
        group, _ = opened()
        late = somebody()
        order = join(late, group)
        redirect = late.begin(order)
        run_out_of_time(order)
        orders.sweep()
        joined(group)
        joined(group)
        orders.dummy.decide(redirect.reference, "captured")
        order.refresh_from_db()
        assert (order.state, order.payments.get().state) == ("lapsed", "refunded")
        assert fresh(group).state == "won"
        assert agrees()

    def test_a_second_payment_of_a_share_goes_back(self, shopper: Shopper) -> None:
        order = start(shopper)
        first, second = shopper.begin(order), shopper.begin(order)
        orders.dummy.decide(first.reference, "captured")
        orders.dummy.decide(second.reference, "captured")
        assert list(order.payments.order_by("pk").values_list("state", flat=True)) == ["captured", "refunded"]
        assert agrees()

    def test_a_share_that_is_paid_cannot_be_paid_again(self, shopper: Shopper) -> None:
        _, order = opened(shopper)
        with pytest.raises(orders.StateRefused):
            shopper.begin(order)

    def test_who_leaves_before_it_is_full_gets_the_money_and_frees_the_place(self) -> None:
        group, first = opened()
        second = joined(group)
        orders.cancel(second, None)
        second.refresh_from_db()
        assert (second.state, second.forfeited, accounts(second)) == ("cancelled", 0, {})
        assert fresh(group).state == "open"
        joined(group)
        joined(group)
        first.refresh_from_db()
        assert (first.state, fresh(group).state) == ("paid", "won")
        assert agrees()

    def test_a_starter_may_leave_and_the_others_go_on(self) -> None:
        group, first = opened()
        joined(group)
        orders.cancel(first, None)
        assert fresh(group).state == "open"
        joined(group)
        joined(group)
        assert fresh(group).state == "won"
        assert agrees()

    def test_a_group_that_everybody_left_is_over_at_once(self) -> None:
        group, first = opened()
        orders.cancel(first, None)
        assert fresh(group).state == "failed"
        assert agrees()

    def test_a_group_that_nobody_paid_for_is_over_with_its_order(self, shopper: Shopper) -> None:
        order = start(shopper)
        run_out_of_time(order)
        orders.sweep()
        assert order.group
        assert (fresh(order.group).state, order.group.opened_at) == ("failed", None)
        assert agrees()

    def test_who_cancels_afterwards_leaves_the_others_their_price(self, kettle: object) -> None:
        group, _ = opened()
        second = joined(group)
        joined(group)
        second.refresh_from_db()
        orders.cancel(second, None)
        assert states(group) == ["paid", "cancelled", "paid"]
        assert fresh(group).state == "won"
        assert levels([kettle])["kettle"].sold == 2  # type: ignore[list-item]
        assert agrees()

    def test_reconcile_sees_a_group_that_sold_without_being_full(self) -> None:
        group, _ = opened()
        joined(group)
        Group.objects.filter(pk=group.pk).update(state="failed", closed_at=MAIN)
        assert {each.check for each in orders.reconcile().differences} == {"group-state"}

    def test_reconcile_sees_a_member_without_a_seat(self) -> None:
        group, order = opened()
        QuotaUse.objects.filter(order=order, quota__code=group.seats).update(given_back_at=MAIN)
        assert "group-seat" in {each.check for each in orders.reconcile().differences}


def clocks_at(monkeypatch: pytest.MonkeyPatch, instant: datetime) -> None:
    """Both rooms that ask for a group's deadline see this instant of the database's clock."""
    monkeypatch.setattr(ordering, "read_clocks", lambda: Reading(database=instant, mall=MAIN))
    monkeypatch.setattr(filling, "database_now", lambda: instant)


@pytest.mark.django_db
@pytest.mark.usefixtures("kettle")
class TestTheClock:
    """Half-open: at the deadline itself it is over."""

    def test_a_moment_before_the_deadline_one_can_join_and_nothing_ends(
        self, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        group, _ = opened()
        clocks_at(monkeypatch, group.fill_until - timedelta(microseconds=1))
        assert orders.expire_groups() == []
        order = join(somebody(), group)
        assert order.pay_until == group.fill_until, "there is no paying after the group's end"

    def test_at_the_deadline_it_is_over(self, monkeypatch: pytest.MonkeyPatch) -> None:
        group, _ = opened()
        clocks_at(monkeypatch, group.fill_until)
        assert refused(lambda: join(somebody(), group)).code == "group-over"
        assert orders.expire_groups() == [group.key]
        assert orders.expire_groups() == []

    def test_a_group_has_its_hours_by_the_databases_clock(self) -> None:
        before = database_now()
        group, _ = opened()
        assert before + timedelta(hours=6) <= group.fill_until <= database_now() + timedelta(hours=6)
        set_clock(AFTER)
        orders.sweep()
        assert fresh(group).state == "open", "moving the mall's clock ends nobody's group"

    def test_no_group_outlasts_its_offer(self) -> None:
        set_clock(LATE)
        group, _ = opened()
        assert group.fill_until <= database_now() + timedelta(hours=2)


@pytest.mark.django_db(transaction=True)
@pytest.mark.usefixtures("kettle")
class TestAtTheSameMoment:
    def test_the_last_place_is_one_members(self) -> None:
        group, _ = opened()
        joined(group)
        shoppers = [somebody() for _ in range(6)]
        endings = racing.all_at_once([lambda each=each: join(each, group).number for each in shoppers])  # type: ignore[misc]
        assert Counter(ending.name for ending in endings) == {"done": 1, "group-taken": 5}
        assert agrees()

    def test_the_last_payments_together_sell_it_once(self) -> None:
        group, _ = opened()
        shoppers = [somebody() for _ in range(2)]
        deeds: list[Callable[[], object]] = []
        for each in shoppers:
            reference = each.begin(join(each, group)).reference
            deeds += [lambda reference=reference: orders.dummy.decide(reference, "captured")] * 2  # type: ignore[misc]
        endings = racing.all_at_once([*deeds, *[orders.sweep] * 2])
        assert [ending.error for ending in endings] == [None] * 6
        assert (states(group), fresh(group).state) == (["paid"] * 3, "won")
        assert len(events_after(0, ["orders.order_paid"])) == 3
        assert len(events_after(0, ["orders.group_won"])) == 1
        assert agrees()

    def test_filling_it_leaving_it_and_its_end_at_once_is_one_or_the_other(self) -> None:
        for _ in range(2):
            group, first = opened()
            second = somebody()
            joined(group)
            reference = second.begin(join(second, group)).reference
            run_out(group, by=timedelta(milliseconds=-60))
            racing.all_at_once(
                [
                    lambda reference=reference: orders.dummy.decide(reference, "captured"),  # type: ignore[misc]
                    lambda first=first: orders.cancel(first, None),  # type: ignore[misc]
                    orders.sweep,
                    orders.sweep,
                ]
            )
            run_out(group)
            orders.sweep()
            won = fresh(group).state == "won"
            kept = "paid" if won else "cancelled"
            assert set(states(group)) <= {kept, "cancelled", "lapsed"}
            assert agrees()

    def test_a_members_limit_holds_in_parallel(self) -> None:
        shopper = somebody()
        endings = racing.all_at_once(
            [lambda n=n: start(shopper, 1, f"key-{n}").number for n in range(4)]  # type: ignore[misc]
        )
        assert Counter(ending.name for ending in endings) == {"done": 2, "limit": 2}
        assert agrees()

    def test_the_sweeper_beside_itself_refunds_once(self) -> None:
        group, _ = opened()
        joined(group)
        run_out(group)
        endings = racing.all_at_once([orders.sweep] * 4)
        assert [ending.error for ending in endings] == [None] * 4
        assert Counter(Payment.objects.values_list("state", flat=True)) == {"refunded": 2}
        assert agrees()

    def test_without_the_count_of_seats_a_group_would_be_overfull(
        self, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        """A negative control: places that nobody counts go to everybody who comes, and reconciling sees it."""
        group, _ = opened()
        monkeypatch.setattr(ordering, "take", lambda *_args: None)
        joined_now = [join(somebody(), group) for _ in range(4)]
        assert len(joined_now) + 1 > group.size
        assert "group-state" in {each.check for each in orders.reconcile().differences}
