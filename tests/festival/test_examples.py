"""The festivals that come with Feria are examples: nothing in them may need an excuse."""

from __future__ import annotations

from pathlib import Path

import pytest

from feria.festival import load
from feria.festival.notation import scopes
from feria.festival.notation.benefits import KINDS, kind_of
from feria.festival.notation.conditions import NOTATIONS
from feria.pricing import Lane, compile_plan

ON_THE_GOODS = set(Lane) - {Lane.POINTS, Lane.SHIPPING, Lane.GRANT}
"""The lanes that change what goods cost."""

EXAMPLES = Path(__file__).parents[2] / "examples" / "festivals"


@pytest.mark.parametrize("file", sorted(EXAMPLES.glob("*.yaml")), ids=lambda file: file.stem)
def test_an_example_has_no_error_and_no_warning(file: Path) -> None:
    loaded = load(file.read_text("utf-8"), file.name)

    assert [(each.line, each.message) for each in loaded.problems] == []
    assert loaded.document is not None
    assert compile_plan(loaded.document.all_promotions) is not None


@pytest.mark.parametrize("file", sorted(EXAMPLES.glob("*.yaml")), ids=lambda file: file.stem)
def test_an_example_tells_editors_its_schema(file: Path) -> None:
    first = file.read_text("utf-8").splitlines()[0]

    assert first == "# yaml-language-server: $schema=../../docs/reference/festival.schema.json"
    assert (EXAMPLES / first.partition("$schema=")[2]).resolve().is_file()


def test_double_eleven_is_rich() -> None:
    document = load((EXAMPLES / "double-eleven.yaml").read_text("utf-8")).document
    assert document is not None

    assert len(document.promotions) >= 15
    assert len(document.coupons) == 8
    assert {promotion.lane for promotion in document.all_promotions} == ON_THE_GOODS
    for promotion in document.all_promotions:
        assert promotion.names.keys() == {"en", "zh-hans", "es"}


def test_black_friday_says_everything() -> None:
    """The example of the vocabulary: every word of the notation stands in it at least once."""
    text = (EXAMPLES / "black-friday.yaml").read_text("utf-8")
    document = load(text).document
    assert document is not None

    words = {
        *KINDS,
        *(each.field.name for each in NOTATIONS),
        *scopes.RECORD.fields,
        "proof",
        "at_most",
        "every",
    }
    assert {word for word in words if f"{word}:" not in text} == set()
    assert {kind_of(each.benefit) for each in document.all_promotions} == set(KINDS)
    assert {promotion.lane for promotion in document.all_promotions} == set(Lane)
