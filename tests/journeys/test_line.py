"""A real line before the waiting room, far more people than it lets in, seen from a browser (R3.2, R3.5)."""

from __future__ import annotations

import os
import re
import threading
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager, suppress
from datetime import timedelta
from pathlib import Path
from typing import Any

import httpx
import pytest
from django.conf import settings as django_settings
from playwright.sync_api import Browser, Page, expect

from feria.mall.kit.api import database_now
from feria.mall.members.api import Member
from feria.mall.rush.api import Signer
from feria.mall.stock import api as stock
from tests.journeys.conftest import WIDTHS
from tests.journeys.serving import feria_up, session_cookie
from tests.mall import factories
from tests.mall.festivals import CODE, open_festival
from tests.mall.rushing import FESTIVAL, OPEN, claim
from tests.mall.web.malls import Mall

pytestmark = pytest.mark.journey
SESSION = f"{CODE}.eight-am"
PAGE, ROOM = f"/rush/{SESSION}/", f"/rush/{SESSION}/room/"
OTHERS = 40
A_SECOND = "0.4"  # are let in: the others' turns alone take a hundred seconds
PATIENCE = 60_000.0
sizes = pytest.mark.parametrize("size", WIDTHS)


@pytest.fixture(scope="module")
def served(django_db_setup: None, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """Its waiting room is always on, and lets in very few."""
    home = tmp_path_factory.mktemp("home")
    with feria_up(
        home, FERIA_LANE_ROOM="on", FERIA_LANE_ROOM_RATE=A_SECOND, FERIA_LANE_UNLIMITED="127.0.0.1"
    ) as url:
        yield url


@pytest.fixture(autouse=True)
def festival(mall: Mall) -> None:
    """The session at eight is open and has four colas."""
    stock.receive(factories.make_product("tea", "Tea", 500, category="grocery/tea"), 20, "delivery")
    factories.set_clock(OPEN.replace(hour=13))
    open_festival(FESTIVAL)


@pytest.fixture
def line(served: str, festival: None) -> Iterator[None]:
    """Forty others have come before, and keep asking."""
    signer, until = Signer(django_settings.SECRET_KEY), database_now() + timedelta(minutes=10)
    room = f"{served}/lane/room/{SESSION}"
    is_over = threading.Event()
    with httpx.Client(timeout=30) as http:
        tickets = []
        for n in range(OTHERS):
            bearer = {"Authorization": f"Bearer {signer.sign(f'other-{n}', 0, until)}"}
            place = place_in(http, room, bearer)
            if place["state"] == "waiting":  # the first is let in at once
                tickets.append(place["ticket"])

        def ask(ticket: str) -> None:
            with suppress(httpx.TransportError):  # a busy machine may not answer this time
                http.get(room, params={"ticket": ticket})

        def keep_asking() -> None:  # who does not for half a minute is passed over
            with ThreadPoolExecutor(8) as askers:
                while not is_over.wait(1.0):
                    list(askers.map(ask, tickets))

        asking = threading.Thread(target=keep_asking)
        asking.start()
        yield
        is_over.set()
        asking.join()


def place_in(http: httpx.Client, room: str, bearer: dict[str, str]) -> dict[str, Any]:
    """Once the lane has read that there is such a session: it looks a few times a second."""
    deadline = time.monotonic() + PATIENCE / 1000
    while True:
        place: dict[str, Any] = http.post(room, headers=bearer).json()
        if "state" in place or time.monotonic() > deadline:
            return place
        time.sleep(0.1)


@contextmanager
def browsing(browser: Browser, member: Member, url: str, size: str, script: bool = True) -> Iterator[Page]:
    width, height = WIDTHS[size]
    viewport = {"width": width, "height": height}
    context = browser.new_context(viewport=viewport, java_script_enabled=script, reduced_motion="reduce")  # type: ignore[arg-type]
    context.set_default_timeout(PATIENCE)
    context.add_cookies([session_cookie(member, url)])  # type: ignore[list-item]
    yield context.new_page()
    context.close()


def look(page: Page, name: str) -> None:
    """A picture of it, for who wants to see (FERIA_PICTURES names a folder)."""
    if folder := os.environ.get("FERIA_PICTURES"):
        page.screenshot(path=Path(folder, f"{name}-{page.viewport_size['width']}.png"))  # type: ignore[index]


def place_of(page: Page) -> int:
    return int(page.locator(".rush-place").inner_text())


def claim_all() -> None:
    for number in range(4):
        claim(factories.make_member(), f"x{number}", SESSION, cola=1)


@sizes
@pytest.mark.usefixtures("line")
def test_one_sees_ones_place_fall_and_that_it_is_sold_out(
    browser: Browser, ana: Member, served: str, size: str
) -> None:
    with browsing(browser, ana, served, size) as page:
        page.goto(served + PAGE)
        page.locator("[data-good='cola']").get_by_role("button").click()
        page.wait_for_url("**/room/")
        expect(page.locator(".rush-place")).to_have_text(re.compile(r"^\d+$"))
        first = place_of(page)
        assert 1 < first <= OTHERS + 1
        expect(page.locator("[data-ahead]")).to_have_text(re.compile(r"^\d+ people are ahead of you\.$"))
        expect(page.locator("[data-wait]")).to_have_text(
            re.compile(r"^In about \d+ (second|minute)s? it is your turn\.$")
        )
        look(page, "line-waiting")

        expect(page.locator(".rush-place")).not_to_have_text(str(first))
        assert place_of(page) < first

        claim_all()
        expect(page.locator("[data-ahead]")).to_contain_text("Everything is claimed. You need not wait")
        expect(page.locator(".rush-place")).to_be_hidden()
        expect(page.locator("[data-wait]")).to_be_empty()
        look(page, "line-sold-out")


@sizes
@pytest.mark.usefixtures("line")
def test_without_a_script_one_stands_in_the_same_line(
    browser: Browser, ana: Member, served: str, size: str
) -> None:
    with browsing(browser, ana, served, size, script=False) as page:
        page.goto(served + PAGE)
        page.locator("[data-good='cola']").get_by_role("button").click()
        expect(page.locator(".rush-place")).to_have_text(re.compile(r"^\d+$"))
        first = place_of(page)
        assert 1 < first <= OTHERS + 1
        words = re.compile(r"^You are number \d+\. It takes about \d+ (second|minute)s?\.$")
        expect(page.locator(".rush-say")).to_have_text(words)
        look(page, "plain-waiting")

        expect(page.locator(".rush-place")).not_to_have_text(str(first))  # the page loads itself
        assert place_of(page) < first

        page.goto(served + ROOM)  # by a link that somebody with a script sent
        page.wait_for_url("**/room/?plain=1*")
        expect(page.locator(".rush-say")).to_have_text(words)

        claim_all()
        expect(page.locator(".rush-say")).to_contain_text("Everything is claimed")
        expect(page.locator(".rush-place")).to_have_count(0)
        look(page, "plain-sold-out")
