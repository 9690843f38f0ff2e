"""The operator's page of rush sessions says how each process is that takes claims, and all of them together."""

from __future__ import annotations

import pytest

from feria.mall.rush.api import Health
from feria.mall.rush.models import LaneProcess
from feria.mall.rush.processes import SILENT_AFTER, report_in
from tests.mall.web.conftest import Visitor, text_of


def lead_of(operator: Visitor) -> str:
    return text_of(operator.get("/console/rush/"))


def test_each_process_and_their_sum(operator: Visitor) -> None:
    report_in("here/11", Health(waiting=40, pace_ms=3.0, served=1_000))
    report_in("there/12", Health(waiting=2, pace_ms=7.5, served=200, in_room=0))
    for address in ("/console/rush/", "/console/rush-lanes/"):
        page = operator.get(address)
        told = text_of(page)
        assert [lane.name for lane, _ in page.context["lanes"]] == ["here/11", "there/12"]
        assert "Claims waiting at the counter 42" in told
        assert "A batch takes 7.5 ms at the slowest counter" in told
        assert "Claims served 1,200" in told
        assert "nobody waits long" in told


@pytest.mark.parametrize("busy", [Health(waiting=150), Health(in_room=1)])
def test_long_lines_are_worth_a_word(operator: Visitor, busy: Health) -> None:
    report_in("here/11", busy)
    report_in("here/12", Health(waiting=51))
    assert "Claims wait at the counter" in lead_of(operator)


def test_a_silent_process_is_left_out_and_when_all_are_silent_that_is_said(operator: Visitor) -> None:
    report_in("here/11", Health())
    assert "here/11" in lead_of(operator)
    LaneProcess.objects.update(told_at=LaneProcess.objects.get().told_at - SILENT_AFTER)
    said = lead_of(operator)
    assert "here/11" not in said
    assert "No process that takes claims has said anything lately." in said


def test_shoppers_learn_nothing_of_it(shopper: Visitor) -> None:
    assert shopper.get("/console/rush-lanes/").status_code == 403
