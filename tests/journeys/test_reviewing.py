"""Reviewing a festival in a browser: ask for it, watch it being reckoned, read the verdict, go down to the goods."""

from __future__ import annotations

from pathlib import Path

import pytest
from playwright.sync_api import expect
from pytest_django import Settings

from feria.mall.books import api as books
from feria.mall.members.api import Member
from tests.journeys.conftest import Walk
from tests.journeys.test_looks import look_at
from tests.journeys.test_operating import sell
from tests.mall import factories, festivals

pytestmark = pytest.mark.journey


@pytest.fixture
def home(tmp_path: Path, settings: Settings) -> Path:
    settings.HOME = tmp_path
    return tmp_path


def test_from_asking_to_the_goods(walk: Walk, home: Path, ana: Member, olga: None) -> None:
    factories.set_clock(festivals.FRENZY)
    sell(ana, "one", 2)
    walk.sign_in("olga")
    page = walk.page

    walk.go("/console/review/")
    page.get_by_role("button", name="Review: Double Eleven").click()
    walk.sees("Double Eleven is being reckoned.")
    assert walk.overflow() == 0
    assert look_at(walk, [page.url.removeprefix(walk.address)]) == []

    assert books.reckon_next(home)

    expect(page.get_by_label("Verdict")).to_be_visible()
    walk.sees("cannot be said from this input")
    page.get_by_role("link", name="Goods Of", exact=False).or_(
        page.get_by_role("navigation", name="Parts of the review").get_by_text("Goods", exact=True)
    ).first.click()
    walk.sees("Best sellers")
    walk.sees("Cola")
    assert walk.overflow() == 0
    assert look_at(walk, [page.url.removeprefix(walk.address)]) == []
