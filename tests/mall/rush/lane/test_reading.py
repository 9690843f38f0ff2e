"""What the lane reads again and again: whether anybody claimed since, told without looking at a single hold."""

from __future__ import annotations

import pytest

from feria.mall.rush.lane.reading import Slot, shelves_of
from feria.mall.rush.lane.standing import Standing
from feria.mall.stock.api import RushTerms, release
from feria.mall.stock.teller.reading import Store
from tests.mall.stock.conftest import PutOnShelf
from tests.mall.stock.teller.conftest import PlanRush, ask
from tests.mall.stock.teller.conftest import store as store

pytestmark = pytest.mark.django_db(transaction=True)


def test_every_new_hold_shows_in_what_was_ever_claimed_and_one_that_comes_back_does_not_hide_it(
    on_shelf: PutOnShelf, rush: PlanRush, store: Store
) -> None:
    # Given a session of one unit
    session = rush({on_shelf("tea", 5): RushTerms(units=1)})
    claimed = [shelves_of([session.pk])[session.pk].claimed]

    # When it is claimed, comes back, and is claimed by somebody else
    assert store.serve([ask("k1")])[0].is_held
    claimed.append(shelves_of([session.pk])[session.pk].claimed)
    release("ten/k1")
    claimed.append(shelves_of([session.pk])[session.pk].claimed)
    assert store.serve([ask("k2")])[0].is_held
    claimed.append(shelves_of([session.pk])[session.pk].claimed)

    # Then each of the two holds tells the lane to look for new claimants, and the one that came back does not
    before, first, back, second = claimed
    assert before != first == back != second


def test_claimants_are_looked_for_again_only_when_somebody_claimed(
    on_shelf: PutOnShelf, rush: PlanRush, store: Store
) -> None:
    # Given a session that is sold out, and whose claimants the lane has read
    session = rush({on_shelf("tea", 5): RushTerms(units=1)})
    store.serve([ask("k1")])
    shelves = shelves_of([session.pk])[session.pk]
    slot = Slot(session.pk, "ten", session.opens_at, session.closes_at, None, None)
    standing = Standing(slot, link="l")
    assert not standing.knows_all_of(shelves)
    standing.meet_all([(1, "ten/k1")], shelves)

    # Then it has no need to look while nothing is claimed, and it has when the unit found another buyer
    assert standing.knows_all_of(shelves_of([session.pk])[session.pk])
    release("ten/k1")
    store.serve([ask("k2")])
    assert not standing.knows_all_of(shelves_of([session.pk])[session.pk])
