"""Problems in words: a code and its facts become a sentence and a suggestion, in the reader's language."""

from __future__ import annotations

from collections.abc import Mapping

from feria.festival.wording import en, es, zh_hans

LANGUAGES = ("en", "zh-hans", "es")
_TEXTS = {"en": en, "zh-hans": zh_hans, "es": es}


class _Facts(dict[str, str]):
    """Facts a template may name; one that is not known reads as nothing rather than failing."""

    def __missing__(self, key: str) -> str:
        return ""


def say(code: str, facts: Mapping[str, str], language: str = "en") -> tuple[str, str]:
    """The message and the suggestion (which may be empty) for a problem."""
    texts = _TEXTS.get(language, en)
    known = _Facts({name: phrase(value, language) for name, value in facts.items()})
    message = texts.MESSAGES[code].format_map(known)
    return message, _hint(texts.HINTS, code, facts).format_map(known)


def phrase(value: str, language: str = "en") -> str:
    """A fact in words: those that begin with @ name a phrase of the language."""
    phrases: dict[str, str] = _TEXTS.get(language, en).PHRASES
    return phrases.get(value, value)


def _hint(hints: Mapping[str, str], code: str, facts: Mapping[str, str]) -> str:
    """The most particular hint: one that uses a fact at hand (``code/fact``), a near miss, or the code's own."""
    for fact in facts:
        if f"{code}/{fact}" in hints:
            return hints[f"{code}/{fact}"]
    if "near" in facts:
        return hints["near"]
    return hints.get(code, "")


def codes() -> frozenset[str]:
    """Every code a problem may bear."""
    return frozenset(en.MESSAGES)
