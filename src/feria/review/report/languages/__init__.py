"""The report's words: one module a language, the same keys in each (a test compares them)."""

from __future__ import annotations

from typing import Literal, TypeAlias

from feria.review.report.languages import en, es, zh_hans

Language: TypeAlias = Literal["en", "zh-hans", "es"]

WORDS: dict[str, dict[str, str]] = {"en": en.WORDS, "zh-hans": zh_hans.WORDS, "es": es.WORDS}
LOCALES = {"en": "en_US", "zh-hans": "zh_Hans_CN", "es": "es_ES"}
