"""Whatever is asked, paid, released, swept, counted and restarted in whatever order: a ledger of dicts agrees.

Two tellers on one database and the cart take turns; the clock is the model's.
"""

from __future__ import annotations

import os
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime, timedelta

import pytest
from django.db import connection
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule, run_state_machine_as_test

from feria.mall.catalog.models import Product
from feria.mall.kit.api import database_now
from feria.mall.stock.api import (
    BelowClaims,
    HoldLost,
    RushItem,
    RushTerms,
    StockShort,
    allocate,
    counter_drifts,
    give_back,
    hold,
    levels,
    plan_rush,
    receive,
    release,
    release_due,
)
from feria.mall.stock.teller.desk import store_for
from tests.mall.stock.conftest import PutOnShelf
from tests.mall.stock.teller.conftest import ask

pytestmark = pytest.mark.django_db(transaction=True)

EXAMPLES = int(os.environ.get("FERIA_STOCK_EXAMPLES", "20"))
STEPS = int(os.environ.get("FERIA_STOCK_STEPS", "40"))

SKUS = ("tea", "cups")
MEMBERS = ("ana", "ben", "eve")
UNITS = 12
OF_SESSION = {"tea": 8, "cups": None}  # what is set aside for the session; of cups it sells what is free
EACH = {"tea": 3, "cups": None}  # what one member may have
EACH_OF_ALL = 5
HOLD_FOR = timedelta(minutes=10)
LONG = timedelta(days=30)


@dataclass
class Claimed:
    """A claim as one would keep it on paper."""

    member: str
    wants: dict[str, int]
    outcome: str
    until: datetime | None
    state: str = ""  # held, allocated, released


@dataclass
class Paper:
    received: dict[str, int] = field(default_factory=lambda: dict.fromkeys(SKUS, UNITS))
    claims: dict[str, Claimed] = field(default_factory=dict)  # by claimant; a cart's member is ""

    def live(self, sku: str, *, member: str | None = None, rush: bool = False) -> int:
        """Units held and sold of a product, of one member, of the session."""
        return sum(
            claim.wants.get(sku, 0)
            for claim in self.claims.values()
            if claim.state in ("held", "allocated")
            and (member is None or claim.member == member)
            and (claim.member or not rush)
        )

    def aside(self, sku: str) -> int:
        return (OF_SESSION[sku] or 0) - self.live(sku, rush=True) if OF_SESSION[sku] else 0

    def free(self, sku: str) -> int:
        return self.received[sku] - self.live(sku) - self.aside(sku)

    def ask(self, claimant: str, member: str, wants: dict[str, int], now: datetime, opens: datetime) -> str:
        """The outcome; " again" behind it when it is the first answer repeated."""
        if earlier := self.claims.get(claimant):
            same = (earlier.member, earlier.wants) == (member, wants)
            return f"{earlier.outcome} again" if same else "key_reused"
        if now < opens:
            return "not_yet"
        if now >= opens + LONG:
            return "over"
        outcome = self._outcome(member, wants)
        until = now + HOLD_FOR if outcome == "held" else None
        self.claims[claimant] = Claimed(member, wants, outcome, until, "held" if outcome == "held" else "")
        return outcome

    def _outcome(self, member: str, wants: dict[str, int]) -> str:
        has = {sku: self.live(sku, member=member) for sku in SKUS}
        for sku, units in wants.items():
            each = EACH[sku]
            if each is not None and has[sku] + units > each:
                return "limit"
            if units > (self.free(sku) if OF_SESSION[sku] is None else self.aside(sku)):
                return "sold_out"
        if sum(has.values()) + sum(wants.values()) > EACH_OF_ALL:
            return "limit"
        return "held"

    def move(self, claimant: str, before: str, after: str) -> bool:
        claim = self.claims.get(claimant)
        if claim is None or claim.state != before:
            return False
        claim.state = after
        return True


keys = st.integers(0, 9).map(lambda n: f"k{n}")
wants = st.dictionaries(st.sampled_from(SKUS), st.integers(1, 4), min_size=1)


class Shop(RuleBasedStateMachine):
    """One session of two products, sold by two tellers and the cart. ``number`` keeps one example from the next."""

    url: str
    put_on_shelf: Callable[[str, int], Product]
    number = 0

    @initialize()
    def open_the_shop(self) -> None:
        Shop.number += 1
        self.session = f"s{Shop.number}"
        self.products = {sku: self.put_on_shelf(f"{sku}-{Shop.number}", UNITS) for sku in SKUS}
        self.now = self.opens = database_now().replace(microsecond=0)
        terms = {
            product: RushTerms(units=OF_SESSION[sku], units_per_member=EACH[sku])
            for sku, product in self.products.items()
        }
        plan_rush(self.session, self.opens, self.opens + LONG, terms, EACH_OF_ALL, HOLD_FOR)
        self.paper = Paper()
        self.stores = [self.open_store(), self.open_store()]

    def open_store(self):  # type: ignore[no-untyped-def]
        store = store_for(self.url)
        read = store._read  # type: ignore[attr-defined]

        def by_the_models_clock(names: object) -> object:
            rows = read(names)
            # What a hold's deadline was reckoned from is the model's clock too.
            rows.database = self.now
            return rows

        store._read = by_the_models_clock  # type: ignore[attr-defined]
        return store

    @rule(
        which=st.integers(0, 1),
        batch=st.lists(st.tuples(keys, st.sampled_from(MEMBERS), wants), min_size=1, max_size=4),
    )
    def ask_a_teller(self, which: int, batch: list[tuple[str, str, dict[str, int]]]) -> None:
        claims = [
            ask(key, member, self.session, **{f"{sku}-{self.number}": n for sku, n in wanted.items()})
            for key, member, wanted in batch
        ]
        answers = self.stores[which].serve(claims)
        for (key, member, wanted), answer in zip(batch, answers, strict=True):
            claimant = f"{self.session}/{key}"
            expected = self.paper.ask(claimant, member, wanted, self.now, self.opens)
            assert answer.outcome + (" again" if answer.repeated else "") == expected
            if answer.is_held:
                assert answer.held_until == self.paper.claims[claimant].until

    @rule(number=st.integers(0, 99), wanted=wants)
    def check_out_a_cart(self, number: int, wanted: dict[str, int]) -> None:
        claimant = f"{self.session}-order-{number}"
        if claimant in self.paper.claims:
            return
        until = self.now + HOLD_FOR
        try:
            hold(claimant, {f"{sku}-{self.number}": n for sku, n in wanted.items()}, until)
        except StockShort:
            assert any(units > self.paper.free(sku) for sku, units in wanted.items())
        else:
            assert all(units <= self.paper.free(sku) for sku, units in wanted.items())
            self.paper.claims[claimant] = Claimed("", wanted, "held", until, "held")

    @rule(key=keys)
    def pay(self, key: str) -> None:
        claimant = f"{self.session}/{key}"
        try:
            allocate(claimant)
        except HoldLost:
            claim = self.paper.claims.get(claimant)
            assert claim is None or claim.state in ("", "released")
        else:
            self.paper.move(claimant, "held", "allocated")
            assert self.paper.claims[claimant].state == "allocated"

    @rule(key=keys)
    def walk_away(self, key: str) -> None:
        claimant = f"{self.session}/{key}"
        assert bool(release(claimant)) == self.paper.move(claimant, "held", "released")

    @rule(key=keys)
    def send_back(self, key: str) -> None:
        claimant = f"{self.session}/{key}"
        assert bool(give_back(claimant)) == self.paper.move(claimant, "allocated", "released")

    @rule(minutes=st.integers(1, 12))
    def let_time_pass_and_sweep(self, minutes: int) -> None:
        self.now += timedelta(minutes=minutes)
        swept = {claimant for claimant in release_due(self.now) if claimant.startswith(self.session)}
        due = {
            claimant
            for claimant, claim in self.paper.claims.items()
            if claim.state == "held" and claim.until and claim.until <= self.now
        }
        assert swept == {name for name in due if name.startswith((f"{self.session}/", f"{self.session}-"))}
        for claimant in due:
            self.paper.move(claimant, "held", "released")

    @rule(sku=st.sampled_from(SKUS), units=st.integers(-4, 4).filter(bool))
    def count_the_shelf(self, sku: str, units: int) -> None:
        try:
            receive(self.products[sku], units, "count")
        except BelowClaims:
            assert self.paper.free(sku) + units < 0
        else:
            self.paper.received[sku] += units
            assert self.paper.free(sku) >= 0

    @rule(which=st.integers(0, 1))
    def restart_a_teller(self, which: int) -> None:
        self.stores[which].close()
        self.stores[which] = self.open_store()

    @invariant()
    def every_unit_is_where_the_paper_says(self) -> None:
        for sku, level in zip(SKUS, levels(self.products.values()).values(), strict=True):
            assert (level.received, level.free) == (self.paper.received[sku], self.paper.free(sku))
        taken = dict(RushItem.objects.filter(session__code=self.session).values_list("item_id", "taken"))
        assert taken == {self.products[sku].pk: self.paper.live(sku, rush=True) for sku in SKUS}

    def teardown(self) -> None:
        if hasattr(self, "stores"):
            assert counter_drifts() == []
            for store in self.stores:
                store.close()
            release_due(self.now + timedelta(days=365))  # nothing is left for the next example's sweeper


def test_any_order_of_things_keeps_every_unit_and_every_limit(on_shelf: PutOnShelf, teller_url: str) -> None:
    machine = type("Shop", (Shop,), {"url": teller_url, "put_on_shelf": staticmethod(on_shelf)})
    run_state_machine_as_test(  # type: ignore[no-untyped-call]
        machine, settings=settings(max_examples=EXAMPLES, stateful_step_count=STEPS, deadline=None)
    )
    connection.close()
