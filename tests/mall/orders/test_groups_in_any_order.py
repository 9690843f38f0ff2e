"""Groups in any order whatever: start, join, pay, leave, run out, sweep, ask again, withdraw; a paper of dicts agrees (R2.14).

Five members and a cart want one product. After each step every order, seat, unit and payment is where the paper says:
who is a buyer has paid and has units, who is not has everything back.
"""

from __future__ import annotations

import os
from collections import Counter
from collections.abc import Iterator
from contextlib import ExitStack
from dataclasses import dataclass, field
from datetime import timedelta
from itertools import count

import pytest
from django.db import connection, transaction
from hypothesis import Phase, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule, run_state_machine_as_test

from feria.mall.catalog.models import Product
from feria.mall.kit.api import KeyReused, database_now
from feria.mall.orders import api as orders
from feria.mall.orders.group import ordering
from feria.mall.orders.models import DummyCharge, Group, Order, Payment, Quota
from feria.mall.rush import api as rush
from feria.mall.stock.api import Hold, StockShort, levels
from tests.mall.factories import at, make_address, make_category, make_member, make_shop, set_clock
from tests.mall.orders.conftest import PutOnSale, Shopper

EXAMPLES = int(os.environ.get("FERIA_GROUP_EXAMPLES", "10" if connection.vendor == "postgresql" else "40"))
STEPS = int(os.environ.get("FERIA_GROUP_STEPS", "50"))
IS_LONG = "FERIA_GROUP_EXAMPLES" in os.environ or "FERIA_THOROUGH" in os.environ  # other steps every time

PHASES = [phase for phase in Phase if phase != Phase.shrink or "FERIA_SHRINK" in os.environ]

MEMBERS, SIZE, UNITS, EACH, STOCK = 5, 3, 17, 5, 18
PRICE = 15_000
TEXT = """\
feria: 1
id: together-{n}
name: Together
currency: USD
time_zone: UTC
shops: [grocery]
phases:
  - {{id: main, name: The day, days: 2025-11-11}}
group:
  - id: kettles
    name: Kettles together
    sku: kettle-{n}
    price: 150.00
    size: 3
    hours: 6
    when: {{phase: main}}
    units: 17
    per_member: 5
    funders: {{shop: 60%, mall: 40%}}
"""
LIVE, KEEPS = ("placed", "prepaid"), ("placed", "prepaid", "paid")
_numbers = count(1)


@dataclass
class Seat:
    """An order as one would keep it on paper; of a cart where ``group`` is None."""

    who: int
    units: int
    group: Together | None
    order: Order
    key: str = ""
    state: str = "placed"
    is_late: bool = False
    payments: dict[str, str] = field(default_factory=dict)  # by reference: open, unheard, kept, back


@dataclass
class Together:
    starter: int
    row: Group
    state: str = "open"
    is_opened: bool = False
    is_late: bool = False


@dataclass
class Paper:
    groups: list[Together] = field(default_factory=list)
    seats: list[Seat] = field(default_factory=list)
    is_in_force: bool = True

    def of(self, group: Together, *states: str) -> list[Seat]:
        return [seat for seat in self.seats if seat.group is group and seat.state in states]

    def units(self, *states: str) -> int:
        return sum(seat.units for seat in self.seats if seat.state in states)

    def of_offer(self, who: int | None = None) -> int:
        """Units that groups have of the offer, or one member through them."""
        return sum(
            seat.units
            for seat in self.seats
            if seat.group and seat.state in KEEPS and who in (None, seat.who)
        )

    def why_not(self, who: int, units: int, group: Together | None) -> str:
        """How asking for a seat ends; ``group`` None for one of one's own."""
        if group is not None and (refused := self._why_not_this(who, group)):
            return refused
        if not self.is_in_force:
            return "over" if group else "unknown"
        if group and len(self.of(group, *KEEPS)) >= SIZE:
            return "group-taken"
        if units > EACH - self.of_offer(who):
            return "limit"
        if units + (0 if group else SIZE - 1) > UNITS - self.of_offer():
            return "sold-out"
        return "StockShort" if units > STOCK - self.units(*KEEPS) else "done"

    def _why_not_this(self, who: int, group: Together) -> str:
        if group.state == "won":
            return "group-full"
        if group.state == "failed" or group.is_late:
            return "group-over"
        if any(seat.who == who for seat in self.of(group, *LIVE)):
            return "group-own" if group.starter == who else "group-twice"
        return "" if group.is_opened else "group-not-open"

    def hear(self, seat: Seat, reference: str) -> None:
        """The gateway says that it took the money."""
        in_time = seat.state == "placed" and not seat.is_late
        seat.payments[reference] = "kept" if in_time else "back"
        if not in_time:
            self.leave(seat, "lapsed") if seat.state == "placed" else None
            return
        if seat.group is None:
            seat.state = "paid"
            return
        seat.state, seat.group.is_opened = "prepaid", True
        if len(paid := self.of(seat.group, "prepaid")) == SIZE:
            seat.group.state = "won"
            for each in paid:
                each.state = "paid"

    def leave(self, seat: Seat, state: str) -> None:
        seat.state = state
        if state == "cancelled":
            for reference, kept in seat.payments.items():
                seat.payments[reference] = "back" if kept == "kept" else kept
        if seat.group and seat.group.state == "open" and not self.of(seat.group, *LIVE):
            seat.group.state = "failed"

    def sweep(self) -> None:
        for seat in self.seats:
            if seat.state == "placed" and seat.is_late:
                for reference, state in seat.payments.items():
                    seat.payments[reference] = "back" if state == "unheard" else state
                self.leave(seat, "lapsed")
        for group in self.groups:
            if group.state == "open" and group.is_late:
                group.state = "failed"
                for seat in self.of(group, "prepaid"):
                    self.leave(seat, "cancelled")


who = st.integers(0, MEMBERS - 1)
units = st.sampled_from([1, 1, 1, 2, 3])
which = st.sampled_from([0, 0, 0, 1, 1, 2, 3, 5, 8])
seldom = st.sampled_from([False, False, True])


class Kettles(RuleBasedStateMachine):
    """One offer. What has happened in all examples is counted in ``seen``."""

    put_on_sale: PutOnSale
    seen: Counter[str] = Counter()

    @initialize()
    def open_the_offer(self) -> None:
        self.in_a_mall_of_its_own = ExitStack()
        self.in_a_mall_of_its_own.enter_context(transaction.atomic())
        number = next(_numbers)
        self.sku = f"kettle-{number}"
        self.text = TEXT.format(n=number)
        self.festival, self.code = f"together-{number}", f"together-{number}.kettles"
        self.product: Product = self.put_on_sale(
            self.sku, price=24_000, units=STOCK, category="grocery/kettles"
        )
        rush.open_festival(self.text, by=None)
        self.shoppers = []
        for _ in range(MEMBERS):
            member = make_member()
            make_address(member)
            self.shoppers.append(Shopper(member))
        self.paper = Paper()

    # Who is meant: the latest first, so that most steps come to something.

    def group(self, which: int) -> Together | None:
        return self.paper.groups[-1 - which % len(self.paper.groups)] if self.paper.groups else None

    def seat(self, which: int) -> Seat | None:
        return self.paper.seats[-1 - which % len(self.paper.seats)] if self.paper.seats else None

    def ask(self, who: int, units: int, group: Together | None, key: str) -> Order:
        member = self.shoppers[who].member
        address = member.addresses.get()
        if group is None:
            return orders.start_group(member, self.code, units, address, key)
        return orders.join_group(member, group.row.key, units, address, key)

    def take(self, who: int, units: int, group: Together | None) -> Seat | None:
        expected, key = self.paper.why_not(who, units, group), f"key-{next(_numbers)}"
        order, ending = None, "done"
        try:
            order = self.ask(who, units, group, key)
        except (orders.GroupRefused, StockShort) as refused:
            ending = getattr(refused, "code", "StockShort")
        assert ending == expected
        self.seen[ending] += 1
        if order is None:
            return None
        assert order.group
        if group is None:
            group = Together(who, order.group)
            self.paper.groups.append(group)
        seat = Seat(who, units, group, order, key)
        self.paper.seats.append(seat)
        return seat

    def begin_payment(self, seat: Seat) -> str | None:
        try:
            reference = orders.start_payment(seat.order, "/").reference
        except orders.StateRefused:
            assert seat.state != "placed" or seat.is_late
            return None
        assert (seat.state, seat.is_late) == ("placed", False)
        seat.payments[reference] = "open"
        return reference

    def capture(self, seat: Seat, reference: str) -> None:
        orders.dummy.decide(reference, "captured")
        if seat.payments[reference] in ("open", "unheard"):
            self.paper.hear(seat, reference)

    @rule(who=who, units=units)
    def start(self, who: int, units: int) -> None:
        self.take(who, units, None)

    @rule(who=who, units=units)
    def start_and_pay(self, who: int, units: int) -> None:
        self._pay_for(self.take(who, units, None))

    @rule(who=who, units=units, which=which)
    def join(self, who: int, units: int, which: int) -> None:
        if group := self.group(which):
            self.take(who, units, group)

    @rule(who=who, units=units, which=which)
    def join_and_pay(self, who: int, units: int, which: int) -> None:
        if group := self.group(which):
            self._pay_for(self.take(who, units, group))

    @rule(which=which, who=who)
    def others_come_and_pay(self, which: int, who: int) -> None:
        if group := self.group(which):
            for n in range(MEMBERS):  # those who are in it, or come too late, are refused
                self._pay_for(self.take((who + n) % MEMBERS, 1, group))

    @rule(who=who)
    def a_group_comes_together(self, who: int) -> None:
        if seat := self.take(who, 1, None):
            self._pay_for(seat)
            self.others_come_and_pay(0, who + 1)

    def _pay_for(self, seat: Seat | None) -> None:
        if seat and (reference := self.begin_payment(seat)):
            self.capture(seat, reference)

    @rule(which=which)
    def ask_again_with_the_same_key(self, which: int) -> None:
        seat = self.seat(which)
        if seat is None or seat.group is None:
            return
        group = None if seat.key and seat.group.starter == seat.who and self._began(seat) else seat.group
        assert self.ask(seat.who, seat.units, group, seat.key).pk == seat.order.pk
        with pytest.raises(KeyReused):
            self.ask(seat.who, seat.units + 1, group, seat.key)

    def _began(self, seat: Seat) -> bool:
        return next(each for each in self.paper.seats if each.group is seat.group) is seat

    @rule(which=which)
    def begin(self, which: int) -> None:
        if seat := self.seat(which):
            self.begin_payment(seat)

    @rule(which=which)
    def pay_what_was_begun(self, which: int) -> None:
        if seat := self.seat(which):
            for reference in list(seat.payments):
                self.capture(seat, reference)

    @rule(which=which)
    def pay_unheard(self, which: int) -> None:
        """The gateway's word gets lost."""
        if (seat := self.seat(which)) and (reference := self.begin_payment(seat)):
            orders.dummy.decide(reference, "captured", tell=False)
            seat.payments[reference] = "unheard"

    @rule(which=which)
    def leave(self, which: int) -> None:
        seat = self.seat(which)
        if seat is None:
            return
        try:
            orders.cancel(seat.order, None)
        except orders.StateRefused:
            assert seat.state == "lapsed"
        else:
            assert seat.state != "lapsed"
            if seat.state != "cancelled":
                self.paper.leave(seat, "cancelled")

    @rule(units=st.integers(1, 3), pays=st.booleans())
    def buy_in_a_cart(self, units: int, pays: bool) -> None:
        is_enough = units <= STOCK - self.paper.units(*KEEPS)
        try:
            order = self.shoppers[0].order(**{self.sku: units})
        except StockShort:
            assert not is_enough
            return
        assert is_enough
        seat = Seat(0, units, None, order)
        self.paper.seats.append(seat)
        if pays:
            self._pay_for(seat)

    @rule(which=which)
    def let_a_shares_time_run_out(self, which: int) -> None:
        seat = self.seat(which)
        if seat and seat.group and seat.state == "placed":
            self._is_late(seat)

    def _is_late(self, seat: Seat) -> None:
        past = database_now() - timedelta(seconds=1)
        seat.is_late = True
        Order.objects.filter(pk=seat.order.pk).update(pay_until=past)
        Hold.objects.filter(claimant=seat.order.number).update(held_until=past)

    @rule(which=which, is_so=seldom)
    def let_a_groups_time_run_out(self, which: int, is_so: bool) -> None:
        group = self.group(which)
        if group is None or not is_so:
            return
        group.is_late = True
        Group.objects.filter(pk=group.row.pk).update(fill_until=database_now() - timedelta(seconds=1))
        for seat in self.paper.of(group, "placed"):  # it ends no later than its group
            self._is_late(seat)

    @rule()
    def sweep(self) -> None:
        orders.sweep()
        self.paper.sweep()

    @rule(is_so=seldom)
    def withdraw_the_festival_or_open_it_again(self, is_so: bool) -> None:
        if not self.paper.is_in_force:
            rush.open_festival(self.text, by=None)
        elif is_so:
            rush.close_festival(self.festival, by=None)
        self.paper.is_in_force = not (self.paper.is_in_force and is_so)

    @invariant()
    def everything_is_where_the_paper_says(self) -> None:
        if not hasattr(self, "paper"):
            return
        paper = self.paper
        stand = dict(Order.objects.values_list("pk", "state"))
        assert [stand[seat.order.pk] for seat in paper.seats] == [seat.state for seat in paper.seats]
        ended = dict(Group.objects.values_list("pk", "state"))
        assert [ended[group.row.pk] for group in paper.groups] == [group.state for group in paper.groups]
        level = levels([self.product])[self.sku]
        assert (level.held, level.sold) == (paper.units(*LIVE), paper.units("paid"))
        taken = dict(Quota.objects.values_list("code", "taken"))
        assert taken.get(f"together:{self.code}", 0) == paper.of_offer()
        for group in paper.groups:
            in_it = paper.of(group, *KEEPS)
            assert taken[group.row.seats] == len(in_it) <= SIZE
            assert len({seat.who for seat in in_it}) == len(in_it), "a member twice in one group"
            self.seen[group.state] += 1
        self._money_is_where_the_paper_says()

    def _money_is_where_the_paper_says(self) -> None:
        here = dict(Payment.objects.values_list("reference", "state"))
        there = dict(DummyCharge.objects.values_list("reference", "state"))
        stands = {
            "open": ("started", "open"),
            "unheard": ("started", "captured"),
            "kept": ("captured", "captured"),
            "back": ("refunded", "refunded"),
        }
        for seat in self.paper.seats:
            assert {each: (here[each], there[each]) for each in seat.payments} == {
                each: stands[state] for each, state in seat.payments.items()
            }
            kept = list(seat.payments.values()).count("kept")
            assert kept == (seat.state in ("prepaid", "paid")), (
                "paid is stocked, and everybody else has it back"
            )

    def teardown(self) -> None:
        if not hasattr(self, "paper"):
            return
        try:
            self.hear_what_was_lost()
            self.everything_is_where_the_paper_says()
            assert orders.reconcile().differences == ()
            assert orders.ask_gateways_too() == []
        finally:  # the next example begins with an empty mall, and is as quick as the first
            transaction.set_rollback(True)
            self.in_a_mall_of_its_own.close()

    def hear_what_was_lost(self) -> None:
        for seat in self.paper.seats:
            for reference, state in list(seat.payments.items()):
                if state == "unheard":
                    self.capture(seat, reference)


@pytest.fixture
def the_day() -> Iterator[None]:
    make_shop("grocery")
    make_category("grocery/kettles")
    set_clock(at(2025, 11, 11, 9))
    yield
    set_clock(None)


def run(on_sale: PutOnSale, examples: int = EXAMPLES, steps: int = STEPS) -> Counter[str]:
    """What was seen in all examples. Raises where mall and paper differ."""
    seen: Counter[str] = Counter()
    machine = type("Kettles", (Kettles,), {"put_on_sale": staticmethod(on_sale), "seen": seen})
    how = settings(
        max_examples=examples,
        stateful_step_count=steps,
        deadline=None,
        phases=PHASES,
        derandomize=not IS_LONG,
        database=None,
        report_multiple_bugs=False,
        print_blob=False,
    )
    run_state_machine_as_test(machine, settings=how)  # type: ignore[no-untyped-call]
    return seen


@pytest.mark.long
@pytest.mark.django_db
@pytest.mark.usefixtures("the_day")
def test_any_order_of_things_sells_full_groups_and_refunds_the_others(on_sale: PutOnSale) -> None:
    assert {"won", "failed", "group-own", "group-over"} <= run(on_sale).keys(), "the steps came to nothing"


@pytest.mark.thorough
@pytest.mark.django_db
@pytest.mark.usefixtures("the_day")
def test_many_long_orders_of_things(on_sale: PutOnSale) -> None:
    run(on_sale, examples=200, steps=100)


@pytest.mark.long
@pytest.mark.django_db
@pytest.mark.usefixtures("the_day")
def test_control_a_group_that_does_not_look_who_is_in_it_is_caught(
    on_sale: PutOnSale, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(ordering, "refuse_unless_open", lambda *_: None)
    with pytest.raises(AssertionError):
        run(on_sale)
