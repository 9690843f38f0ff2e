"""The design system in a real browser: accessible in both themes, nothing wider than the screen, no script error."""

from pathlib import Path

import pytest

from feria.mall.web.gallery.render import SCREENS, render, stand_alone

pytestmark = pytest.mark.journey

axe = pytest.importorskip("axe_playwright_python.sync_playwright")

LOOKS = (("light", 390), ("dark", 1280))


@pytest.fixture(scope="module")
def pages(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("gallery")
    for screen in SCREENS:
        (folder / f"{screen}.html").write_text(stand_alone(render(screen)), encoding="utf-8")
    return folder


@pytest.mark.parametrize(("theme", "width"), LOOKS)
@pytest.mark.parametrize("screen", SCREENS)
def test_a_screen_can_be_used_by_everyone(browser, pages: Path, screen: str, theme: str, width: int) -> None:
    page = browser.new_page(viewport={"width": width, "height": 900}, color_scheme=theme)
    errors: list[str] = []
    page.on("pageerror", lambda error: errors.append(str(error)))
    page.goto((pages / f"{screen}.html").as_uri())

    found = axe.Axe().run(page).response["violations"]
    wide = page.evaluate("document.documentElement.scrollWidth")
    page.close()

    assert [(fault["id"], fault["nodes"][0]["html"]) for fault in found] == []
    assert wide <= width
    assert errors == []


def test_motion_stops_when_the_reader_asks(browser, pages: Path) -> None:
    page = browser.new_page(reduced_motion="reduce")
    page.goto((pages / "gallery.html").as_uri())
    moving = page.evaluate(
        """() => [...document.querySelectorAll('*')].filter((element) => {
          const style = getComputedStyle(element);
          const longest = (list) => Math.max(...list.split(',').map(parseFloat));
          return longest(style.transitionDuration) > 0 || longest(style.animationDuration) > 0;
        }).length"""
    )
    page.close()
    assert moving == 0


def test_motion_is_quick_otherwise(browser, pages: Path) -> None:
    page = browser.new_page(reduced_motion="no-preference")
    page.goto((pages / "gallery.html").as_uri())
    longest = page.evaluate(
        """() => Math.max(...[...document.querySelectorAll('*')].flatMap((element) => {
          const style = getComputedStyle(element);
          return [style.transitionDuration, style.animationDuration].flatMap((list) => list.split(',').map(parseFloat));
        }))"""
    )
    page.close()
    assert 0 < longest < 0.2


def test_buttons_are_large_enough_for_a_thumb(browser, pages: Path) -> None:
    page = browser.new_page(viewport={"width": 390, "height": 844})
    page.goto((pages / "cart.html").as_uri())
    small = page.evaluate(
        """() => [...document.querySelectorAll('button, .btn, .site-action, .stepper input, .bottom-bar a')]
          .filter((element) => element.checkVisibility() && !element.closest('.visually-hidden'))
          .map((element) => [element.outerHTML.slice(0, 80), element.getBoundingClientRect()])
          .filter(([, box]) => box.height < 44 || box.width < 44)
          .map(([html, box]) => `${html} ${box.width}x${box.height}`)"""
    )
    page.close()
    assert small == []
