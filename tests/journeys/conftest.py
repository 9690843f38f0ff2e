"""A real browser before the running mall, phone-sized and desk-sized."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field

import pytest
from django.core.cache import cache
from playwright.sync_api import Browser, ConsoleMessage, Page, expect
from pytest_django import Settings

from feria.mall.members.api import Member
from tests.mall.web.malls import SECRET, Mall, make_operator, make_shopper, open_mall

WIDTHS = {"phone": (390, 844), "desk": (1280, 800)}

expect.set_options(timeout=60_000)


@pytest.fixture
def mall(transactional_db: None, settings: Settings) -> Mall:
    settings.DEMO = True
    cache.clear()
    return open_mall()


@dataclass
class Walk:
    """Someone's walk through the mall: their page, and what their browser complained of."""

    page: Page
    address: str
    complaints: list[str] = field(default_factory=list)
    expected: list[str] = field(default_factory=list)  # complaints that belong to the story

    def go(self, path: str) -> None:
        self.page.goto(self.address + path)

    def sign_in(self, name: str = "ana") -> None:
        self.go("/accounts/login/")
        self.page.get_by_label("Email").fill(f"{name}@example.test")
        self.page.get_by_label("Password").fill(SECRET)
        self.page.get_by_role("button", name="Sign in").click()
        self.page.wait_for_url(self.address + "/")

    def hear(self, message: ConsoleMessage) -> None:
        if message.type == "error" and not any(word in message.text for word in self.expected):
            self.complaints.append(f"{message.text} ({self.page.url})")

    def sees(self, text: str) -> None:
        expect(self.page.locator("body")).to_contain_text(text)

    def overflow(self) -> int:
        """By how many pixels the page is wider than the window."""
        return int(
            self.page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
        )


@pytest.fixture(params=WIDTHS)
def walk(request: pytest.FixtureRequest, browser: Browser, mall: Mall, live_server) -> Iterator[Walk]:  # type: ignore[no-untyped-def]
    """A fresh browser profile at each width; fails if the browser's console saw an error."""
    width, height = WIDTHS[request.param]
    context = browser.new_context(viewport={"width": width, "height": height}, reduced_motion="reduce")
    context.set_default_timeout(60_000)
    page = context.new_page()
    found = Walk(page, live_server.url)
    page.on("console", found.hear)
    page.on("pageerror", lambda error: found.complaints.append(str(error)))
    yield found
    context.close()
    assert found.complaints == []


@pytest.fixture
def ana(mall: Mall) -> Member:
    """A shopper with an address."""
    return make_shopper("ana")


@pytest.fixture
def olga(mall: Mall) -> None:
    """An operator."""
    make_operator("olga")
