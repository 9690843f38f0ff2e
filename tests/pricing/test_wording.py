"""Every code the engine can utter has a sentence in every language."""

import re
import string
from pathlib import Path

import pytest

import feria.pricing
from feria.pricing import Forgone, Lane, Nudge, Refusal, Step
from feria.pricing.wording import SENTENCES, say

CODES_IN_THE_ENGINE = {
    code
    for source in Path(feria.pricing.__file__).parent.rglob("*.py")
    for code in re.findall(r"(?:Unmet\(\s*|code = |code=|Unmet\(code)\"([a-z-]+)\"", source.read_text())
} | {
    "cheaper-with",
    "would-join",
    "needs-new-member",
    "needs-returning-member",
    "excluded-region",
    "needs-region",
    "step",
    "adjustment",
}


def yuan(amount: int) -> str:
    return f"¥{amount / 100:.2f}"


@pytest.mark.parametrize("language", SENTENCES)
def test_every_code_is_spoken(language: str) -> None:
    assert "needs-spend" in CODES_IN_THE_ENGINE
    assert set(SENTENCES[language]) >= CODES_IN_THE_ENGINE


@pytest.mark.parametrize("language", SENTENCES)
def test_no_sentence_says_what_english_does_not_know(language: str) -> None:
    for code, sentence in SENTENCES[language].items():
        fields = {field for _, field, _, _ in string.Formatter().parse(sentence) if field}
        english = {field for _, field, _, _ in string.Formatter().parse(SENTENCES["en"][code]) if field}
        assert fields == english | {"name"}, code


@pytest.mark.parametrize(
    ("language", "sentence"),
    [
        ("en", "Ten off: needs ¥100.00, has ¥99.00; ¥1.00 more is missing."),
        ("zh-hans", "满百减十：需满 ¥100.00，现为 ¥99.00，还差 ¥1.00。"),
        ("es", "Ten off: requiere ¥100.00 y hay ¥99.00; faltan ¥1.00."),
    ],
)
def test_a_refusal_in_three_languages(language: str, sentence: str) -> None:
    refusal = Refusal(
        promotion="ten",
        name="Ten off",
        names={"zh-hans": "满百减十"},
        code="needs-spend",
        needs=10000,
        has=9900,
        shortfall=100,
    )

    assert say(refusal, language, yuan) == sentence


def test_one_more_is_said_in_the_singular() -> None:
    nudge = Nudge(promotion="more", name="Three for two", code="buy-more", shortfall=1, gain=500)

    assert say(nudge, "en", yuan) == "Add one more item and save ¥5.00: Three for two."


def test_a_rival_is_called_by_its_name() -> None:
    refusal = Refusal(promotion="a", name="Ten", code="beaten-by", subject="b", needs=1500, has=1000)

    assert "Fifteen is better" in say(refusal, "en", yuan, called={"b": "Fifteen"}.__getitem__)


@pytest.mark.parametrize(
    ("language", "sentence"),
    [
        ("en", "Twenty: would save ¥8.00 more, but cannot be combined with Thirty."),
        ("zh-hans", "满减二十：本可再省 ¥8.00，但不能与“Thirty”同享。"),
        ("es", "Twenty: ahorraría ¥8.00 más, pero no se combina con Thirty."),
    ],
)
def test_what_was_forgone_in_three_languages(language: str, sentence: str) -> None:
    forgone = Forgone("a", "Twenty", "would-join", "b", 800, {"zh-hans": "满减二十"})

    assert say(forgone, language, yuan, called={"b": "Thirty"}.__getitem__) == sentence


def test_an_instant_is_written_in_the_readers_way() -> None:
    refusal = Refusal(promotion="a", name="Dawn", code="not-now", needs="2026-11-11T00:00:00+08:00")

    assert (
        say(refusal, "en", yuan, instant=lambda at: at.strftime("%d/%m %H:%M")) == "Dawn: starts 11/11 00:00."
    )


def test_a_step_tells_before_and_after() -> None:
    step = Step(promotion="half", name="Half", lane=Lane.ITEM, before=1000, after=500, quantity=1)

    assert say(step, "en", yuan) == "Half: ¥10.00 becomes ¥5.00, ¥5.00 off."
