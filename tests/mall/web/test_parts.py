"""Every screen of the gallery renders, in every language, without a missing name or a dead icon."""

import re
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import NamedTuple

import pytest
from django.template import engines
from django.template.loader import render_to_string

import feria.mall.web
from feria.mall.web.gallery.goods import product_cards
from feria.mall.web.gallery.render import SCREENS, render, stand_alone
from feria.mall.web.parts import Badge

WEB = Path(feria.mall.web.__file__).parent


def symbols(sheet: str) -> set[str]:
    return {drawing.stem for drawing in (WEB / "art" / sheet).glob("*.svg")}


@pytest.mark.parametrize("screen", SCREENS)
@pytest.mark.parametrize("language", ["en", "zh-hans", "es"])
def test_given_a_screen_then_every_picture_it_names_is_drawn(screen: str, language: str) -> None:
    html = render(screen, language=language)
    assert f'lang="{language}"' in html
    assert set(re.findall(r"icons\.svg#([\w-]+)", html)) <= symbols("icons")
    assert set(re.findall(r"goods\.svg#([\w-]+)", html)) <= symbols("goods")


class Left(NamedTuple):
    seconds: int
    shown: str


@pytest.mark.parametrize(
    "left",
    [
        Left(2 * 86_400 + 60, "2d 00h 01m 00s"),
        Left(3_600, "01h 00m 00s"),
        Left(3_599, "59m 59s"),
        Left(9, "00m 09s"),
    ],
    ids=str,
)
def test_a_countdown_leaves_out_days_and_hours_that_it_has_none_of(left: Left) -> None:
    now = datetime(2025, 11, 11, tzinfo=UTC)
    html = render_to_string(
        "feria/parts/countdown.html", {"now": now, "until": now + timedelta(seconds=left.seconds)}
    )
    html = re.sub(r"<span class=\"countdown-unit\" data-cell hidden>.*?</small></span>", "", html)
    assert " ".join(re.sub(r"<[^>]+>", "", html).split()) == left.shown


@pytest.mark.parametrize("screen", SCREENS)
def test_given_a_screen_then_ids_are_unique_and_buttons_have_names(screen: str) -> None:
    html = render(screen)
    ids = re.findall(r'\sid="([^"]+)"', html)
    assert len(ids) == len(set(ids))
    for button in re.findall(r"<button\b[^>]*>.*?</button>", html, re.DOTALL):
        spoken = "aria-label" in button or re.sub(r"<[^>]+>", "", button).strip()
        assert spoken, button


def test_parts_state_what_they_expect() -> None:
    for part in (WEB / "templates" / "feria" / "parts").glob("*.html"):
        opening = part.read_text(encoding="utf-8").split("{% endcomment %}")[0]
        assert opening.startswith("{% comment %}"), part.name
        assert "ontext" in opening, part.name


def test_a_screen_can_stand_alone() -> None:
    html = stand_alone(render("gallery"))
    assert 'href="/static/' not in html
    assert 'src="/static/' not in html


def test_at_most_two_badges_show() -> None:
    crowded = replace(product_cards()[0], badges=[Badge(text=f"mark {n}") for n in range(4)])
    template = engines["django"].from_string('{% include "feria/parts/product_card.html" %}')
    assert template.render({"card": crowded}).count("mark ") == 2


def test_every_static_file_that_a_template_names_is_there() -> None:
    named = {
        (template.name, name)
        for template in (WEB / "templates").rglob("*.html")
        for name in re.findall(r"""\{% static ['"]([^'"]+)""", template.read_text(encoding="utf-8"))
    } | {
        (template.name, f"feria/css/{sheet}.css")
        for template in (WEB / "templates").rglob("*.html")
        for sheets in re.findall(r'\{% stylesheets "([^"]+)"', template.read_text(encoding="utf-8"))
        for sheet in sheets.split()
    }
    assert {(template, name) for template, name in named if not (WEB / "static" / name).is_file()} == set()
