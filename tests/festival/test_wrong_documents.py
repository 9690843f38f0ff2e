"""Every fault of a document is found at its place, with a message and a way out."""

from __future__ import annotations

import re
from functools import cache
from itertools import product
from typing import NamedTuple

import pytest

from feria.festival import Loaded, load, say
from feria.festival.wording import LANGUAGES, codes, en, es, zh_hans
from tests.festival.documents import DAY, HEAD, SOUND, WRONG, Complaint, Wrong


@cache
def loaded(text: str) -> Loaded:
    return load(text)


@pytest.mark.parametrize("wrong", WRONG, ids=lambda wrong: wrong.name)
def test_each_fault_is_found_where_it_stands(wrong: Wrong) -> None:
    problems = loaded(wrong.text).problems

    assert {Complaint(each.line, each.code, each.path) for each in problems} == wrong.expected


@pytest.mark.parametrize("wrong", WRONG, ids=lambda wrong: wrong.name)
def test_errors_keep_a_document_back_and_warnings_do_not(wrong: Wrong) -> None:
    outcome = loaded(wrong.text)

    assert (outcome.document is None) == bool(outcome.errors)


@pytest.mark.parametrize("wrong", WRONG, ids=lambda wrong: wrong.name)
def test_every_problem_speaks_plainly_in_each_language(wrong: Wrong) -> None:
    for problem, language in product(loaded(wrong.text).problems, LANGUAGES):
        message, suggestion = say(problem.code, problem.facts, language)

        assert message
        assert not re.search(r"@\w|\{\w*\}|``", message), message
        assert not re.search(r"@\w|``", suggestion), suggestion


def test_a_sound_document_has_no_problems() -> None:
    outcome = load(SOUND)

    assert outcome.problems == ()
    assert outcome.document is not None


class Broken(NamedTuple):
    """Text that is no YAML, or none that can be a festival."""

    name: str
    text: str
    code: str
    line: int


BROKEN = [
    Broken("a quote left open", HEAD + "intro: 'hello\n" + DAY, "broken-yaml", 14),
    Broken(
        "a bracket left open", HEAD.replace("[grocery, produce]", "[grocery, produce") + DAY, "broken-yaml", 7
    ),
    Broken("a tab", HEAD + "phases:\n\t- id: main\n", "tab-indent", 8),
    Broken("two documents", HEAD + "---\n" + HEAD, "broken-yaml", 7),
    Broken("nothing", "", "empty-document", 1),
    Broken("only a comment", "# soon\n", "empty-document", 1),
    Broken("a list", "- a\n- b\n", "wrong-shape", 1),
    Broken("a word", "hello", "wrong-shape", 1),
    Broken("depth without end", "[" * 5000, "too-deep", 1),
    Broken("a control character", "feria: \x00", "broken-yaml", 1),
    Broken("a novel", "# " + "a" * 1_000_000, "too-long", 1),
    Broken("an anchor bomb", "a: &a [x, x]\nb: &b [*a, *a]\nc: [*b, *b]\n", "alias", 2),
    Broken("a list as a field's name", "? [a, b]\n: c\n", "odd-key", 1),
]


@pytest.mark.parametrize("broken", BROKEN, ids=lambda broken: broken.name)
def test_text_that_is_no_document_is_refused_with_its_line(broken: Broken) -> None:
    outcome = load(broken.text)

    assert outcome.document is None
    assert (broken.code, broken.line) in {(each.code, each.line) for each in outcome.problems}


class Slip(NamedTuple):
    """A slip of the pen and what was probably meant."""

    written: str
    meant: str


SLIPS = [
    Slip("{percent_of: 10%}", "percent_off"),
    Slip("{percentoff: 10%}", "percent_off"),
    Slip("{percent_off: 10}", "10%"),
    Slip("{percent_off: 0.25}", "25%"),
    Slip("{amount_off: $1.50}", "1.50"),
    Slip("{amount_off: '1,500.00'}", "1500.00"),
]


@pytest.mark.parametrize("slip", SLIPS, ids=lambda slip: slip.written)
def test_a_slip_is_met_with_what_was_meant(slip: Slip) -> None:
    text = SOUND + f"promotions:\n  - {{id: offer, name: Offer, lane: item, benefit: {slip.written}}}\n"

    suggestions = [problem.suggestion for problem in load(text).problems]

    assert suggestions == [f"did you mean `{slip.meant}`?"]


def test_the_mark_under_the_line_covers_what_is_wrong() -> None:
    text = SOUND + "promotions:\n  - {id: offer, name: Offer, lane: itm, benefit: {percent_off: 10%}}\n"

    problem = load(text, "shop.yaml").problems[0]

    line = text.splitlines()[problem.line - 1]
    assert line[problem.column - 1 : problem.column - 1 + problem.length] == "itm"
    assert (problem.file, problem.found) == ("shop.yaml", "itm")


@pytest.mark.parametrize("texts", [es, zh_hans], ids=["es", "zh-hans"])
def test_every_language_says_all_that_english_says(texts: object) -> None:
    for table in ("MESSAGES", "HINTS", "PHRASES"):
        english, other = getattr(en, table), getattr(texts, table)
        assert english.keys() == other.keys()
        for key, sentence in english.items():
            assert _facts(sentence) == _facts(other[key]), key


def _facts(sentence: str) -> set[str]:
    return set(re.findall(r"(?<!\{)\{(\w+)\}", sentence))


def test_each_code_is_provoked_by_a_document_here_or_named_as_an_exception() -> None:
    provoked = {problem.code for wrong in WRONG for problem in loaded(wrong.text).problems}
    provoked |= {broken.code for broken in BROKEN}
    elsewhere = {code for code in codes() if code.startswith("catalogue-")}  # test_catalogue
    last_resort = {"engine-refuses"}  # test_engine_check

    assert codes() - provoked - elsewhere - last_resort == set()
