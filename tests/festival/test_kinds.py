"""The pages of benefits, conditions and scopes: they miss no kind, and show each at work and refused."""

from __future__ import annotations

import pytest

from feria.festival.notation import benefits, conditions, scopes, stacking
from tools.kinds.benefits import BENEFITS
from tools.kinds.conditions import CONDITIONS
from tools.kinds.pages import applied, priced, read
from tools.kinds.scopes import SCOPES
from tools.kinds.stacking import STACKING
from tools.kinds.told import Kind

KINDS = (*BENEFITS, *CONDITIONS, *SCOPES, *STACKING)
BESIDE = {"at_most", "proof", "all", "a list"}
"""What is no field of its record, or is shown with the others."""


def words(kinds: tuple[Kind, ...]) -> list[str]:
    return [kind.word for kind in kinds]


def test_every_benefit_is_told_once_in_the_order_of_the_notation() -> None:
    told = [word for word in words(BENEFITS) if word != "every"]

    assert told == list(benefits.KINDS)
    assert set(benefits.RECORD.fields) - BESIDE == set(words(BENEFITS))


def test_every_condition_is_told_once() -> None:
    assert sorted(set(words(CONDITIONS)) - BESIDE) == sorted(conditions.RECORD.fields)
    assert len(words(CONDITIONS)) == len(set(words(CONDITIONS)))


def test_every_scope_is_told_once() -> None:
    assert sorted(set(words(SCOPES)) - BESIDE) == sorted(scopes.RECORD.fields)


def test_every_word_of_stacking_is_told_once() -> None:
    assert words(STACKING) == list(stacking.RECORD.fields)


@pytest.mark.parametrize("kind", KINDS, ids=lambda kind: kind.word)
def test_the_receipt_shows_the_kind_at_work(kind: Kind) -> None:
    document = read(kind)

    quote = priced(document, kind.basket).quote

    first = document.all_promotions[0].id
    picked = {each["promotion"] for each in kind.basket.facts.get("picks", ())}
    assert first in applied(quote) | picked


@pytest.mark.parametrize("kind", [kind for kind in KINDS if kind.word != "all"], ids=lambda kind: kind.word)
def test_its_edges_show_it_refused_too(kind: Kind) -> None:
    document = read(kind)

    refused = [
        edge
        for edge in kind.edges
        if document.all_promotions[0].id not in applied(priced(document, edge).quote)
    ]

    assert refused


@pytest.mark.parametrize("kind", KINDS, ids=lambda kind: kind.word)
def test_the_example_says_the_kinds_own_word(kind: Kind) -> None:
    written = {"all": "scope: all", "a list": "scope: ["}.get(kind.word, f"{kind.word}:")

    assert written in kind.offer
