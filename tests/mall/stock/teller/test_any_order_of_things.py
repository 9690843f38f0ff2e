"""Whatever is asked, paid, refunded, swept, counted, planned, stopped and restarted in whatever order: a ledger of dicts agrees.

Two tellers on one database, the cart, the merchant and the sweeper take turns; the clock is the model's.
"""

from __future__ import annotations

import os
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime, timedelta

import pytest
from django.db import connection, transaction
from hypothesis import Phase, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule, run_state_machine_as_test

from feria.mall.catalog.models import Product
from feria.mall.kit.api import database_now
from feria.mall.stock import rushes
from feria.mall.stock.api import (
    BelowClaims,
    EarlyAccess,
    HoldLost,
    RushItem,
    RushOver,
    RushTerms,
    StockShort,
    add_units,
    allocate,
    close_out_due,
    counter_drifts,
    end_rush,
    extend_rush,
    give_back,
    hold,
    plan_rush,
    prolong,
    receive,
    release,
    release_due,
    replan_rush,
)
from feria.mall.stock.teller.stores import store_for
from tests.mall.stock.conftest import PutOnShelf
from tests.mall.stock.teller.conftest import ask

pytestmark = pytest.mark.django_db(transaction=True)

EXAMPLES = int(os.environ.get("FERIA_STOCK_EXAMPLES", "200"))
STEPS = int(os.environ.get("FERIA_STOCK_STEPS", "100"))

# A failing sequence is shown as it was found: making it shorter takes minutes. FERIA_SHRINK=1 does.
PHASES = [phase for phase in Phase if phase != Phase.shrink or "FERIA_SHRINK" in os.environ]

SKUS = ("tea", "cups")
MEMBERS = {"ana": 2, "ben": 1, "eve": 0}  # and their levels
UNITS = 12
OF_SESSION = {"tea": 8, "cups": None}  # what is set aside for the session; of cups it sells what is free
EACH = {"tea": 3, "cups": None}  # what one member may have
EACH_OF_ALL = 5
HOLD_FOR = timedelta(minutes=10)
OPENS_IN, LASTS = timedelta(minutes=6), timedelta(minutes=90)
EARLY_LEVEL, EARLY_BY = 2, timedelta(minutes=4)


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
    opens: datetime  # as planned
    closes: datetime
    is_closed_out: bool = False
    planned: int = OF_SESSION["tea"] or 0
    units: dict[str, int | None] = field(default_factory=lambda: dict(OF_SESSION))
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
        units = self.units[sku]
        return 0 if units is None or self.is_closed_out else units - self.live(sku, rush=True)

    def free(self, sku: str) -> int:
        return self.received[sku] - self.live(sku) - self.aside(sku)

    def ask(self, claimant: str, member: str, wants: dict[str, int], now: datetime) -> str:
        """The outcome; " again" behind it when it is the first answer repeated."""
        if earlier := self.claims.get(claimant):
            same = (earlier.member, earlier.wants) == (member, wants)
            return f"{earlier.outcome} again" if same else "key_reused"
        if now >= self.closes:
            return "over"
        if now < self.opens - (EARLY_BY if MEMBERS[member] >= EARLY_LEVEL else timedelta()):
            return "not_yet"
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
            if units > (self.free(sku) if self.units[sku] is None else self.aside(sku)):
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

    # What the merchant does; each answers how it ends.

    def add(self, units: int, now: datetime) -> str:
        if now >= self.closes:
            return "RushOver"
        return self._sell("tea", (self.units["tea"] or 0) + units)

    def plan_again(self, planned: int, now: datetime) -> str:
        self.is_closed_out |= now >= self.closes
        ending = self._sell("tea", (self.units["tea"] or 0) + planned - self.planned)
        if ending == "done":
            self.planned = planned
        return ending

    def _sell(self, sku: str, units: int) -> str:
        units = max(units, self.live(sku, rush=True))
        if not self.is_closed_out and units - self.live(sku, rush=True) - self.aside(sku) > self.free(sku):
            return "StockShort"
        self.units[sku] = units
        return "done"

    def stop(self, now: datetime) -> str:
        self.closes, self.is_closed_out = min(self.closes, now), True
        return "done"

    def extend(self, closes: datetime, now: datetime) -> str:
        if closes <= max(now, self.opens):
            return "ValueError"
        missing = (self.units["tea"] or 0) - self.live("tea", rush=True) if self.is_closed_out else 0
        if missing > self.free("tea"):
            return "StockShort"
        self.closes, self.is_closed_out = closes, False
        return "done"


keys = st.integers(0, 9).map(lambda n: f"k{n}")
wants = st.dictionaries(st.sampled_from(SKUS), st.integers(1, 4), min_size=1)


class Shop(RuleBasedStateMachine):
    """One session of two products, sold by two tellers and the cart. ``number`` keeps one example from the next."""

    url: str
    put_on_shelf: Callable[[str, int], Product]
    number = 0
    now: datetime  # of the class: the merchant's verbs ask it too

    @initialize()
    def open_the_shop(self) -> None:
        Shop.number += 1
        self.session = f"s{Shop.number}"
        self.products = {sku: self.put_on_shelf(f"{sku}-{Shop.number}", UNITS) for sku in SKUS}
        Shop.now = database_now().replace(microsecond=0)
        opens = self.now + OPENS_IN
        self.paper = Paper(opens, opens + LASTS)
        plan_rush(*self.plan(OF_SESSION["tea"] or 0))
        self.stores = [self.open_store(), self.open_store()]

    def plan(self, units: int) -> tuple:  # type: ignore[type-arg]
        opens = self.paper.opens
        terms = {
            self.products["tea"]: RushTerms(units=units, units_per_member=EACH["tea"]),
            self.products["cups"]: RushTerms(),
        }
        early = EarlyAccess(level=EARLY_LEVEL, opens_at=opens - EARLY_BY)
        return (self.session, opens, opens + LASTS, terms, EACH_OF_ALL, HOLD_FOR, early)

    def open_store(self):  # type: ignore[no-untyped-def]
        store = store_for(self.url)
        read = store._read  # type: ignore[attr-defined]

        def by_the_models_clock(names: object) -> object:
            rows = read(names)
            # What a hold's deadline was reckoned from is the model's clock too.
            rows.database = self.now
            return rows

        store._read = by_the_models_clock  # type: ignore[attr-defined]
        if connection.vendor == "sqlite":  # nobody pulls the plug here: other tests do
            store._connection.execute("PRAGMA synchronous=OFF")  # type: ignore[attr-defined]
        return store

    @rule(
        which=st.integers(0, 1),
        batch=st.lists(st.tuples(keys, st.sampled_from(sorted(MEMBERS)), wants), min_size=1, max_size=4),
    )
    def ask_a_teller(self, which: int, batch: list[tuple[str, str, dict[str, int]]]) -> None:
        claims = [
            ask(
                key,
                member,
                self.session,
                MEMBERS[member],
                **{f"{sku}-{self.number}": n for sku, n in wanted.items()},
            )
            for key, member, wanted in batch
        ]
        answers = self.stores[which].serve(claims)
        for (key, member, wanted), answer in zip(batch, answers, strict=True):
            claimant = f"{self.session}/{key}"
            expected = self.paper.ask(claimant, member, wanted, self.now)
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

    def carts(self) -> list[str]:
        return [name for name in self.paper.claims if name.startswith(f"{self.session}-order-")]

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

    @rule(number=st.integers(0, 99), minutes=st.integers(0, 60))
    def wait_for_the_others(self, number: int, minutes: int) -> None:
        """A share of a group or a deposit is paid: its units stay held until another deadline (R2.13, R2.14)."""
        claimant = (*self.carts(), f"{self.session}-order-none")[number % (len(self.carts()) + 1)]
        until = self.now + timedelta(minutes=minutes)
        claim = self.paper.claims.get(claimant)
        try:
            prolong(claimant, until)
        except HoldLost:
            assert claim is None or claim.state != "held"
        else:
            assert claim is not None
            assert claim.state == "held"
            claim.until = until

    @rule(first=st.integers(0, 99), number=st.integers(2, 4))
    def a_group_is_full(self, first: int, number: int) -> None:
        """With the last share all are buyers, or nobody is: one whose units are gone undoes it for all (R2.14)."""
        carts = self.carts()
        members = carts[first % len(carts) :][:number] if carts else []
        were_held = all(self.paper.claims[name].state in ("held", "allocated") for name in members)
        try:
            with transaction.atomic():
                for claimant in members:
                    allocate(claimant)
        except HoldLost:
            assert not were_held
        else:
            assert were_held
            for claimant in members:
                self.paper.move(claimant, "held", "allocated")

    @rule(key=keys)
    def walk_away(self, key: str) -> None:
        claimant = f"{self.session}/{key}"
        assert bool(release(claimant)) == self.paper.move(claimant, "held", "released")

    @rule(key=keys)
    def send_back(self, key: str) -> None:
        claimant = f"{self.session}/{key}"
        assert bool(give_back(claimant)) == self.paper.move(claimant, "allocated", "released")

    @rule(units=st.integers(1, 4))
    def add_to_the_session(self, units: int) -> None:
        ending = ended(lambda: add_units(self.session, f"tea-{self.number}", units))
        assert ending == self.paper.add(units, self.now)

    @rule(units=st.integers(0, 12))
    def apply_the_festival_again(self, units: int) -> None:
        assert ended(lambda: replan_rush(*self.plan(units))) == self.paper.plan_again(units, self.now)

    @rule()
    def stop_the_session(self) -> None:
        assert ended(lambda: end_rush(self.session)) == self.paper.stop(self.now)

    @rule(minutes=st.integers(-1, 30))
    def extend_the_session(self, minutes: int) -> None:
        closes = self.now + timedelta(minutes=minutes)
        assert ended(lambda: extend_rush(self.session, closes)) == self.paper.extend(closes, self.now)

    @rule(minutes=st.integers(1, 6))
    def let_time_pass(self, minutes: int) -> None:
        Shop.now += timedelta(minutes=minutes)

    @rule(minutes=st.integers(0, 12))
    def let_time_pass_and_sweep(self, minutes: int) -> None:
        Shop.now += timedelta(minutes=minutes)
        swept = {claimant for claimant in release_due(self.now) if claimant.startswith(self.session)}
        due = {
            claimant
            for claimant, claim in self.paper.claims.items()
            if claim.state == "held" and claim.until and claim.until <= self.now
        }
        assert swept == {name for name in due if name.startswith((f"{self.session}/", f"{self.session}-"))}
        for claimant in due:
            self.paper.move(claimant, "held", "released")
        closed_out = close_out_due(self.now)
        assert (self.session in closed_out) == (
            self.now >= self.paper.closes and not self.paper.is_closed_out
        )
        self.paper.is_closed_out |= self.session in closed_out

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
        paper = self.paper
        rows = RushItem.objects.filter(session__code=self.session).values_list(
            "item_id", "item__received", "item__held", "item__sold", "item__set_aside", "taken"
        )
        stock = {product_id: counters for product_id, *counters in rows}
        for sku, product in self.products.items():
            received, held, sold, aside, taken = stock[product.pk]
            assert (received, aside, held + sold) == (paper.received[sku], paper.aside(sku), paper.live(sku))
            assert received - held - sold - aside == paper.free(sku) >= 0
            assert taken == paper.live(sku, rush=True)

    def teardown(self) -> None:
        if hasattr(self, "stores"):
            assert counter_drifts() == []
            for store in self.stores:
                store.close()
            # Nothing is left for the next example's sweeper, for which the clock goes back.
            release_due(self.now + timedelta(days=365))
            end_rush(self.session)
            RushItem.objects.filter(session__code=self.session).delete()


def ended(deed: Callable[[], object]) -> str:
    """How it ended: "done", or the error's class."""
    try:
        deed()
    except (StockShort, RushOver, ValueError) as refused:
        return type(refused).__name__
    return "done"


@pytest.mark.long
def test_any_order_of_things_keeps_every_unit_and_every_limit(
    on_shelf: PutOnShelf, teller_url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(rushes, "mall_now", lambda: Shop.now)
    if connection.vendor == "sqlite":
        connection.cursor().execute("PRAGMA synchronous=OFF")
    machine = type("Shop", (Shop,), {"url": teller_url, "put_on_shelf": staticmethod(on_shelf)})
    run_state_machine_as_test(  # type: ignore[no-untyped-call]
        machine,
        settings=settings(max_examples=EXAMPLES, stateful_step_count=STEPS, deadline=None, phases=PHASES),
    )
    connection.close()
