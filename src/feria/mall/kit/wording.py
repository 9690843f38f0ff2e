"""Choosing the words that a reader understands."""

from __future__ import annotations

from collections.abc import Mapping

from django.utils.translation import get_language


def in_language(words: Mapping[str, str], language: str | None = None) -> str:
    """The text in the reader's language (by default the request's), else in English, else in whatever there is."""
    wanted = (language or get_language() or "en").lower()
    for choice in (wanted, wanted.split("-")[0], "en"):
        if choice in words:
            return words[choice]
    return next(iter(words.values()), "")
