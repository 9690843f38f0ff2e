"""The race of checkouts: what it makes of the offers, and what it does where something is wrong."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from bench.checkout import Shop, main, spread
from bench.rivals.engines.feria_checkout import festival
from bench.rivals.entrants import HERE
from bench.rivals.expected import lane_by_lane
from bench.rivals.workload import load
from feria.festival import load as load_festival


def test_the_offers_are_a_sound_festival_and_all_of_them_are_in_it() -> None:
    workload = load()
    loaded = load_festival(festival(workload, datetime(2026, 11, 11, tzinfo=UTC)), name="bench")
    assert loaded.document is not None, loaded.problems
    assert len(loaded.document.all_promotions) == len(workload.offers)


def test_our_checkout_takes_part_in_small(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["--smoke"]) == 0
    printed = capsys.readouterr().out
    assert "sqlite, 20 offers" in printed
    assert "to the ledger" in printed


def test_a_shop_whose_books_do_not_agree_with_its_orders_is_caught() -> None:
    workload = load()
    shop = Shop("Feria", HERE, "feria_checkout", lane_by_lane(workload), workload, orders=3, sold=2)
    with pytest.raises(SystemExit, match="that were ordered"):
        shop.check()


def test_the_ratio_is_of_each_round_by_itself() -> None:
    assert spread([10.0, 30.0, 22.0], [1.0, 1.0, 2.0]) == "11.0 (10.0 to 30.0)"
