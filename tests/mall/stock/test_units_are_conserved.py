"""Whatever is done in whatever order: received = free + held + sold, and an oracle of plain dicts agrees."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from feria.mall.catalog.models import Product
from feria.mall.stock.api import (
    BelowClaims,
    HoldDiffers,
    HoldLost,
    StockShort,
    allocate,
    counter_drifts,
    give_back,
    hold,
    levels,
    receive,
    release,
    release_due,
)
from tests.mall.stock.conftest import PutOnShelf

SKUS = ("tea", "cups")
CLAIMANTS = ("a", "b", "c", "d")
DAWN = datetime(2026, 11, 11, tzinfo=UTC)


@dataclass
class Claim:
    wants: dict[str, int]
    until: datetime
    state: str = "held"


@dataclass
class Oracle:
    """Stock as one would keep it on paper."""

    received: dict[str, int] = field(default_factory=dict)
    claims: dict[str, Claim] = field(default_factory=dict)

    def units(self, sku: str, state: str) -> int:
        return sum(claim.wants.get(sku, 0) for claim in self.claims.values() if claim.state == state)

    def free(self, sku: str) -> int:
        return self.received[sku] - self.units(sku, "held") - self.units(sku, "sold")

    def hold(self, claimant: str, wants: dict[str, int], until: datetime) -> str:
        if earlier := self.claims.get(claimant):
            if earlier.wants != wants:
                return "HoldDiffers"
            return "HoldLost" if earlier.state == "released" else "done"
        if any(self.free(sku) < units for sku, units in wants.items()):
            return "StockShort"
        self.claims[claimant] = Claim(wants, until)
        return "done"

    def move(self, claimant: str, before: str, after: str) -> str:
        claim = self.claims.get(claimant)
        if claim and claim.state == before:
            claim.state = after
        return "done"

    def allocate(self, claimant: str) -> str:
        self.move(claimant, "held", "sold")
        claim = self.claims.get(claimant)
        return "done" if claim and claim.state == "sold" else "HoldLost"

    def release_due(self, now: datetime) -> str:
        for name, claim in self.claims.items():
            if claim.until <= now:
                self.move(name, "held", "released")
        return "done"

    def receive(self, sku: str, units: int) -> str:
        if self.free(sku) + units < 0:
            return "BelowClaims"
        self.received[sku] += units
        return "done"


claimants = st.sampled_from(CLAIMANTS)
minutes = st.integers(0, 9).map(lambda number: DAWN + timedelta(minutes=number))
wants = st.dictionaries(st.sampled_from(SKUS), st.integers(1, 4), min_size=1)
steps = st.one_of(
    st.tuples(st.just("hold"), claimants, wants, minutes),
    st.tuples(st.sampled_from(["release", "allocate", "give_back"]), claimants),
    st.tuples(st.just("release_due"), minutes),
    st.tuples(st.just("receive"), st.sampled_from(SKUS), st.integers(-3, 3)),
)


def really(step: tuple, products: dict[str, Product]) -> str:  # type: ignore[type-arg]
    """Do it with the mall's verbs; how it ended."""
    verb, *details = step
    verbs = {"hold": hold, "release": release, "allocate": allocate, "give_back": give_back}
    try:
        if verb == "receive":
            receive(products[details[0]], details[1], "count")
        elif verb == "release_due":
            release_due(details[0])
        else:
            verbs[verb](*details)
    except (StockShort, HoldDiffers, HoldLost, BelowClaims) as refused:
        return type(refused).__name__
    return "done"


def on_paper(step: tuple, oracle: Oracle) -> str:  # type: ignore[type-arg]
    verb, *details = step
    if verb == "release":
        return oracle.move(details[0], "held", "released")
    if verb == "give_back":
        return oracle.move(details[0], "sold", "released")
    return str(getattr(oracle, verb)(*details))


@pytest.mark.django_db
def test_any_sequence_of_verbs_keeps_every_unit(on_shelf: PutOnShelf) -> None:
    number = 0

    @given(st.lists(steps, max_size=40))
    @settings(max_examples=60, deadline=None)
    def conserved(sequence: list[tuple]) -> None:  # type: ignore[type-arg]
        nonlocal number
        number += 1  # fresh shelves and claimants each time, in one test's transaction
        products = {sku: on_shelf(f"{sku}-{number}", 5) for sku in SKUS}
        oracle = Oracle(received=dict.fromkeys(SKUS, 5))
        for step in sequence:
            assert really(_fresh(step, number), products) == on_paper(step, oracle), step
            for sku, level in zip(SKUS, levels(products.values()).values(), strict=True):
                assert level.received == oracle.received[sku] == level.free + level.held + level.sold
                assert (level.held, level.sold) == (oracle.units(sku, "held"), oracle.units(sku, "sold"))
        assert counter_drifts() == []
        release_due(DAWN + timedelta(days=1))  # nothing of this sequence is left for the next one's sweeper

    conserved()


def _fresh(step: tuple, number: int) -> tuple:  # type: ignore[type-arg]
    verb, *details = step
    if verb == "hold":
        claimant, wanted, until = details
        return ("hold", f"{claimant}-{number}", {f"{sku}-{number}": n for sku, n in wanted.items()}, until)
    if verb in ("release", "allocate", "give_back"):
        return (verb, f"{details[0]}-{number}")
    return step
