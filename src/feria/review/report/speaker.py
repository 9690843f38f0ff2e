"""Codes and figures said in a language. A template names each fact's unit: ``{amount:money}``, ``{has:count}``."""

from __future__ import annotations

import re
import string
from collections.abc import Callable, Mapping, Sequence
from datetime import date
from decimal import Decimal
from typing import Any

from babel.dates import format_date
from babel.numbers import (
    format_compact_currency,
    format_compact_decimal,
    format_currency,
    format_decimal,
    format_percent,
)

from feria.festival.money import digits_of
from feria.review.report.languages import LOCALES, WORDS, Language
from feria.review.value import Fact, Note


class Speaker:
    """Says a review's codes, amounts and days in one language."""

    def __init__(
        self,
        language: Language = "en",
        currency: str = "",
        called: Mapping[str, Mapping[str, str]] | None = None,
    ) -> None:
        self.language = language
        self.currency = currency
        self.locale = LOCALES[language]
        self.called = called or {}
        self._words = WORDS[language]
        self._template = _Template(self)
        self._units: dict[str, Callable[[Any], str]] = {
            "money": self.money,
            "count": lambda value: str(format_decimal(value, locale=self.locale)),
            "share": self.share,
            "hours": lambda value: self.word("unit.hours", n=value),
            "times": lambda value: self.word("unit.times", n=self._hundredths(value)),
            "day": self.day,
            "code": lambda value: self.code(str(value)),
            "question": lambda value: self._words[f"question.{value}"],
            "name": lambda value: self.group(str(value)),
            "group": lambda value: self.group(str(value)),
            "flag": lambda value: self._words["yes" if value else "no"],
        }

    def word(self, code: str, **facts: Fact) -> str:
        """A phrase by its code."""
        return self._template.vformat(self._words[code], (), facts)

    def has(self, code: str) -> bool:
        """Whether there are words for a code."""
        return code in self._words

    def say(self, note: Note) -> str:
        """A note as a sentence."""
        return self.word(note.code, **note.facts)

    def code(self, code: str) -> str:
        """A code among figures: its words, or itself where it is a name."""
        return self._words.get(f"code.{code}", code) if code else self._words["code."]

    def group(self, code: str) -> str:
        """A shop, a category or a coupon by its name; a path step by step; what has no name by its code."""
        if not code:
            return self._words["code."]
        steps = code.split("/")
        return " / ".join(self._called("/".join(steps[: at + 1]), step) for at, step in enumerate(steps))

    def _called(self, code: str, otherwise: str) -> str:
        names = self.called.get(code, {})
        return names.get(self.language) or names.get("") or names.get("en") or otherwise

    def figure(self, value: Any, kind: str) -> str:
        """One figure by its unit: money, count, share, hours, day, code, group, question, name, flag; else as it is."""
        if value is None:
            return "–"
        said = self._units.get(kind)
        return said(value) if said else str(value)

    def money(self, amount: int) -> str:
        """Minor units as the reader writes them."""
        value = self._decimal(amount)
        if not self.currency:
            return format_decimal(value, format="#,##0.00", locale=self.locale)
        return _unbroken(format_currency(value, self.currency, locale=self.locale))

    def _hundredths(self, value: int) -> str:
        return str(format_decimal(Decimal(value) / 100, format="#,##0.0", locale=self.locale))

    def share(self, bps: int) -> str:
        """Basis points in per cent, a tenth where there is one."""
        shape = "#,##0" if bps % 100 == 0 else "#,##0.0"
        percent = "\u00a0%" if self.language == "es" else "%"
        return format_percent(Decimal(bps) / 10_000, format=shape + percent, locale=self.locale)

    def short_money(self, amount: int) -> str:
        """The same for the axis of a chart: 12K."""
        value = self._decimal(amount)
        if not self.currency:
            return format_compact_decimal(value, locale=self.locale, fraction_digits=1)
        return _unbroken(format_compact_currency(value, self.currency, locale=self.locale, fraction_digits=1))

    def day(self, day: date | str) -> str:
        """A day, in full."""
        day = date.fromisoformat(day) if isinstance(day, str) else day
        return format_date(day, "medium", locale=self.locale)

    def short_day(self, day: date) -> str:
        """A day without its year."""
        return format_date(
            day,
            "MMM d" if self.language == "en" else "d MMM" if self.language == "es" else "M月d日",
            locale=self.locale,
        )

    def _decimal(self, amount: int) -> Decimal:
        return Decimal(amount).scaleb(-digits_of(self.currency))


def _unbroken(amount: str) -> str:
    """A hyphen for a minus before a currency's sign lets a line end between the two; a word joiner does not."""
    return re.sub(r"^-(?=\D)", "-\u2060", amount)


class _Template(string.Formatter):
    """``{name:unit}`` with the speaker's figures."""

    def __init__(self, speaker: Speaker) -> None:
        self._speaker = speaker

    def format_field(self, value: Any, format_spec: str) -> str:
        return self._speaker.figure(value, format_spec)

    def get_value(self, key: int | str, args: Sequence[Any], kwargs: Mapping[str, Any]) -> Any:
        del args  # a template's facts have names
        return kwargs[str(key)]
