"""Every pair of colours that carries words reads: WCAG AA, in both themes and every phase."""

import re
from dataclasses import dataclass
from pathlib import Path

import pytest

import feria.mall.web

CSS = Path(feria.mall.web.__file__).parent / "static" / "feria" / "css"
TEXT, LARGE = 4.5, 3.0
THEMES = ("light", "dark")
DRESSES = (
    "",
    "build-up",
    "presale",
    "warm-up",
    "main",
    "main/frenzy",
    "main/rational",
    "main/closing",
    "encore",
    "after",
)


@dataclass(frozen=True)
class Pair:
    """Words of one token on a ground of another, and the least ratio they need."""

    words: str
    ground: str
    least: float = TEXT


ON_PAPER = [
    Pair(words, ground)
    for words in (
        "ink",
        "ink-soft",
        "action-text",
        "time-text",
        "save-text",
        "info-text",
        "accent-text",
    )
    for ground in ("paper", "card", "card-raised", "paper-sunk")
]
ON_TINTS = [
    Pair(words, tint)
    for tint, own in (
        ("action-tint", "action-text"),
        ("time-tint", "time-text"),
        ("save-tint", "save-text"),
        ("info-tint", "info-text"),
        ("accent-tint", "accent-text"),
    )
    for words in ("ink", own)
]
ON_FILLS = [
    Pair("on-action", "action"),
    Pair("on-action", "action-press"),
    Pair("on-time", "time"),
    Pair("on-save", "save"),
    Pair("on-info", "info"),
    Pair("on-accent", "accent"),
    Pair("on-band", "band"),
    Pair("on-band", "band-deep"),
    Pair("band-note", "band"),
    Pair("on-sheet", "sheet"),
    Pair("paper", "ink"),  # a toast
]
EDGES = [Pair("line-strong", ground, LARGE) for ground in ("paper", "card", "card-raised")] + [
    Pair("focus", ground, LARGE) for ground in ("paper", "card", "paper-sunk")
]
PAIRS = ON_PAPER + ON_TINTS + ON_FILLS + EDGES


def declarations(css: str, selector: str) -> dict[str, str]:
    """Custom properties declared under exactly that selector."""
    found: dict[str, str] = {}
    for block in re.finditer(rf"(?m)^{re.escape(selector)} \{{(.*?)^\}}", css, re.DOTALL):
        found |= dict(re.findall(r"--([\w-]+):\s*([^;]+);", block[1]))
    return found


def tokens(dress: str, theme: str) -> dict[str, str]:
    """The tokens in force on a page of that phase (and period) in that theme."""
    css = "".join((CSS / name).read_text(encoding="utf-8") for name in ("tokens.css", "phases.css"))
    phase, _, period = dress.partition("/")
    merged = declarations(css, ":root")
    if phase:
        merged |= declarations(css, f':root[data-phase="{phase}"]')
    if period:
        merged |= declarations(css, f':root[data-phase="{phase}"][data-period="{period}"]')
    return {name: resolve(value, merged, theme) for name, value in merged.items()}


def resolve(value: str, known: dict[str, str], theme: str) -> str:
    """One token's value in a theme: `light-dark()` chosen, `var()` followed."""
    if pair := re.fullmatch(r"light-dark\((#\w+), (#\w+)\)", value.strip()):
        return pair[1 + THEMES.index(theme)]
    if other := re.fullmatch(r"var\(--([\w-]+)\)", value.strip()):
        return resolve(known[other[1]], known, theme)
    return value.strip()


def ratio(one: str, other: str) -> float:
    """WCAG's contrast ratio of two #rrggbb colours."""
    brighter, darker = sorted((luminance(one), luminance(other)), reverse=True)
    return (brighter + 0.05) / (darker + 0.05)


def luminance(colour: str) -> float:
    parts = [int(colour[start : start + 2], 16) / 255 for start in (1, 3, 5)]
    linear = [part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


@pytest.mark.parametrize("theme", THEMES)
@pytest.mark.parametrize("dress", DRESSES)
def test_given_a_phase_and_a_theme_then_words_read_on_their_grounds(dress: str, theme: str) -> None:
    colours = tokens(dress, theme)
    too_faint = {
        f"{pair.words} on {pair.ground}": round(ratio(colours[pair.words], colours[pair.ground]), 2)
        for pair in PAIRS
        if ratio(colours[pair.words], colours[pair.ground]) < pair.least
    }
    assert too_faint == {}


def test_the_ratio_is_the_standards() -> None:
    assert ratio("#000000", "#ffffff") == pytest.approx(21)
    assert ratio("#777777", "#ffffff") == pytest.approx(4.48, abs=0.01)


def test_phases_dress_differently() -> None:
    bands = {dress: tokens(dress, "light")["band"] for dress in DRESSES if dress}
    assert len(set(bands.values())) == len(bands) - 1  # "main" alone and its quiet hours are one


def test_no_sheet_but_the_tokens_names_a_colour() -> None:
    allowed = {"tokens.css", "phases.css", "board.css", "product.css"}
    raw = {
        sheet.name: found
        for sheet in CSS.glob("*.css")
        if sheet.name not in allowed and (found := re.findall(r"#[0-9a-f]{3,8}\b", sheet.read_text()))
    }
    assert raw == {}
