"""What the lane says to people, as JSON in each of the mall's languages: looked up once, then only copied."""

from __future__ import annotations

import msgspec
from django.conf import settings
from django.utils.functional import Promise
from django.utils.translation import get_supported_language_variant, override
from django.utils.translation.trans_real import parse_accept_lang_header

MOST_WISHES = 1_000
"""Different headers that are remembered: people's are few, and a stranger's must not fill the memory."""

_wishes: dict[bytes, str] = {}


class Words:
    """A sentence with values put in by name. ``text`` is marked for translation by who says it."""

    def __init__(self, text: str | Promise, **values: object) -> None:
        self._text, self._values = text, values
        self._said: dict[str, bytes] = {}

    def said(self, language: str) -> bytes:
        """As a JSON string, with its quotes."""
        said = self._said.get(language)
        if said is None:
            with override(language):
                text = str(self._text)
            if self._values:
                text %= self._values
            said = self._said[language] = msgspec.json.encode(text)
        return said


def language_of(wish: bytes) -> str:
    """The mall's language that an ``Accept-Language`` header likes best; the mall's own when it likes none of them."""
    language = _wishes.get(wish)
    if language is None:
        if len(_wishes) >= MOST_WISHES:
            _wishes.clear()
        language = _wishes[wish] = _best(wish.decode("latin-1"))
    return language


def _best(wish: str) -> str:
    for code, weight in parse_accept_lang_header(wish.lower()):
        if code == "*" or not weight:
            continue
        try:
            return get_supported_language_variant(code)
        except LookupError:
            continue
    return settings.LANGUAGE_CODE
