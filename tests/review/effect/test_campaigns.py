"""What a campaign to some households brought, where the truth is known because we made it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

import ibis
import msgspec
import numpy as np
import pytest

from feria.review.effect.api import (
    CampaignRow,
    Days,
    Lift,
    Message,
    Panel,
    Targeting,
    campaign_effects,
    household_uplifts,
    panel,
)

FIRST = date(2024, 1, 1)
CAMPAIGN = Days(FIRST + timedelta(days=130), FIRST + timedelta(days=160))


@dataclass(frozen=True)
class Town:
    """600 households; the campaign goes to those who were spending more just then, as campaigns do."""

    seed: int = 1
    targeted: int = 150
    brings: int = 0  # so much more a day, from each of the targeted while it runs

    def made(self) -> tuple[Panel, Targeting]:
        chance = np.random.default_rng(self.seed)
        usual = chance.gamma(4, 250, 600)
        growing = chance.normal(0, 0.1, 600)  # some spend more as the year goes on
        days = np.arange(200)
        level = usual[:, None] * (1 + growing[:, None] * days / 200) * (1 + 0.1 * np.sin(days / 9))
        came = chance.random((600, 200)) < 0.4
        spent = np.round(level * came * chance.gamma(3, 1 / 3, (600, 200)) / 0.4)
        keen = level[:, 100:130].mean(axis=1) * np.exp(chance.normal(0, 0.5, 600))
        chosen = np.argsort(-keen)[: self.targeted]
        spent[chosen, 130:160] += self.brings
        households = tuple(range(1, 601))
        members = frozenset(int(place) + 1 for place in chosen)
        return (
            Panel(FIRST, households, spent, came.astype(float), {}),
            Targeting(campaign="spring", days=CAMPAIGN, households=members),
        )


def row_of(town: Town) -> CampaignRow:
    made, campaign = town.made()
    return campaign_effects(made, [campaign])[0]


def lift_of(town: Town) -> Lift:
    lift = row_of(town).lift
    assert lift is not None
    return lift


def test_what_the_campaign_brought_is_found_though_it_went_to_the_best_customers() -> None:
    lift = lift_of(Town(brings=300))
    truth = 300 * 30 * lift.matched

    assert lift.incremental.low <= truth <= lift.incremental.high
    assert lift.significant
    assert lift.matched + lift.unlike == 150
    assert lift.imbalance < 0.25


def test_a_campaign_that_brought_nothing_seldom_seems_to_have() -> None:
    alarms = [lift_of(Town(seed=seed)).incremental.sign != 0 for seed in range(20)]

    assert sum(alarms) <= 4


def test_intervals_hold_what_was_brought() -> None:
    lifts = [lift_of(Town(seed=seed, brings=150)) for seed in range(20)]

    held = [lift.incremental.low <= 150 * 30 * lift.matched <= lift.incremental.high for lift in lifts]
    assert sum(held) >= 16


def test_many_campaigns_are_held_to_one_rate_of_false_discoveries() -> None:
    made, _ = Town().made()
    chance = np.random.default_rng(3)
    blind = [
        Targeting(
            campaign=f"blind-{number}",
            days=CAMPAIGN,
            households=frozenset(int(one) for one in chance.choice(made.households, 60, replace=False)),
        )
        for number in range(12)
    ]

    rows = campaign_effects(made, blind)

    lifts = [row.lift for row in rows if row.lift]
    assert len(lifts) == 12
    assert sum(lift.significant for lift in lifts) == 0
    assert all(lift.p_adjusted >= lift.p_value for lift in lifts)


@pytest.mark.parametrize(
    ("start", "targeted", "code"),
    [
        (40, 100, "too-little-history"),
        (130, 5, "too-few-targeted"),
        (130, 590, "everybody-targeted"),
        (300, 100, "days-not-covered"),
    ],
)
def test_it_refuses_what_the_data_cannot_bear(start: int, targeted: int, code: str) -> None:
    made, _ = Town().made()
    days = Days(FIRST + timedelta(days=start), FIRST + timedelta(days=start + 30))
    campaign = Targeting(campaign="spring", days=days, households=frozenset(range(1, targeted + 1)))

    row = campaign_effects(made, [campaign])[0]

    assert row.lift is None
    assert row.refusal is not None
    assert row.refusal.code == code


def test_the_same_data_answer_the_same() -> None:
    assert msgspec.json.encode(row_of(Town(brings=50))) == msgspec.json.encode(row_of(Town(brings=50)))


def test_a_panel_is_made_of_lines_and_knows_the_campaigns_goods() -> None:
    lines = ibis.memtable(
        {
            "day": [FIRST, FIRST, FIRST + timedelta(days=2)],
            "household": [7, 7, 9],
            "item": [1, 2, 1],
            "amount": [100, 50, 30],
        }
    )
    goods = ibis.memtable({"campaign": [4, 4], "item": [1, 1]})

    made = panel(lines, goods)

    assert made.first == FIRST
    assert made.households == (7, 9)
    assert made.spent.tolist() == [[150, 0, 0], [0, 0, 30]]
    assert made.daily_on("4", slice(0, 2)).tolist() == [50, 0]


def test_households_that_a_campaign_moved_can_be_told_from_those_it_did_not() -> None:
    made, campaign = Town().made()
    moved = sorted(campaign.households)[::2]
    rows = [made.households.index(household) for household in moved]
    made.spent[np.ix_(rows, range(130, 160))] += 1_500

    found = household_uplifts(made, campaign, [campaign])

    assert not isinstance(found, Message)
    strongest = {one.household for one in found[: len(found) // 3]}
    assert len(strongest & set(moved)) > 0.8 * len(strongest)
    truth = {one.household: 1_500 * 30 if one.household in moved else 0 for one in found}
    held = [one.uplift.low <= truth[one.household] <= one.uplift.high for one in found]
    assert sum(held) >= 0.8 * len(held)


def test_where_all_were_moved_alike_no_single_household_is_named() -> None:
    made, campaign = Town(brings=100, seed=2).made()

    found = household_uplifts(made, campaign, [campaign])

    assert isinstance(found, Message)
    assert found.code == "households-alike"


def test_a_campaign_that_cannot_be_judged_names_no_household() -> None:
    made, campaign = Town(targeted=4).made()

    found = household_uplifts(made, campaign, [campaign])

    assert isinstance(found, Message)
    assert found.code == "too-few-targeted"
