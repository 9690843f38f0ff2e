"""How text becomes the words that products are found by. Pure."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable

_WORD = re.compile(r"[a-z0-9]+|[^\x00-\x7f]+")
MAX_WORDS = 8
"""Words of a query beyond these are not looked at."""


def normalised(text: str) -> str:
    """Lower case, without accents, width variants folded: “Jalapeño” and “JALAPENO” are one word."""
    folded = unicodedata.normalize("NFKD", text.casefold())
    return unicodedata.normalize("NFC", "".join(c for c in folded if not unicodedata.combining(c)))


def words_of(text: str) -> list[str]:
    """The words of a text in order, each once."""
    return list(dict.fromkeys(word[:60] for word in _WORD.findall(normalised(text).replace("'", ""))))


def query_words(query: str) -> list[str]:
    """The words of what a person typed."""
    return words_of(query[:200])[:MAX_WORDS]


def search_text(name: str, brand: str, category: str, sku: str) -> str:
    """The text that is searched: words between single spaces, so `" cola"` finds where a word begins."""
    return f" {' '.join(words_of(' '.join((name, brand, category.replace('/', ' '), sku))))} "


def nearest(word: str, known: Iterable[str]) -> str | None:
    """The known word that a mistyped one was most likely meant to be: one slip, or two in a long word."""
    allowed = 0 if len(word) < 4 else 1 if len(word) < 7 else 2
    best: tuple[int, int] | None = None
    answer = None
    for place, candidate in enumerate(known):
        if abs(len(candidate) - len(word)) > allowed:
            continue
        slips = _slips(word, candidate, allowed)
        if slips <= allowed and (best is None or (slips, place) < best):
            best, answer = (slips, place), candidate
    return answer


def _slips(one: str, other: str, allowed: int) -> int:
    """Edits from one word to the other, swapped neighbours counting once; more than ``allowed`` is just ``allowed + 1``."""
    before: list[int] = []
    above = list(range(len(other) + 1))
    for i, a in enumerate(one, 1):
        row = [i]
        for j, b in enumerate(other, 1):
            cost = min(above[j] + 1, row[j - 1] + 1, above[j - 1] + (a != b))
            if i > 1 and j > 1 and a == other[j - 2] and one[i - 2] == b:
                cost = min(cost, before[j - 2] + 1)
            row.append(cost)
        if min(row) > allowed:
            return allowed + 1
        before, above = above, row
    return above[-1]
