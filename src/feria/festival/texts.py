"""The shapes of words: text, ids, choices, flags."""

from __future__ import annotations

import re
from collections.abc import Iterable

from feria.festival.shapes import BAD, Bad, Reading, Schema, Shape, nearest
from feria.festival.tree import Node

_SLUG = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*")
_PATH = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*(/[a-z0-9]+(-[a-z0-9]+)*)*")


class Text(Shape):
    """Any words, on one line or more."""

    expected, example, label = "@text", "some words", "text"

    def __init__(self, longest: int = 2_000) -> None:
        self.longest = longest
        self.form = {"type": ["string", "number"], "maxLength": longest}

    def read(self, node: Node, path: str, reading: Reading) -> str | Bad:
        scalar = self.scalar(node, path, reading)
        if scalar is BAD:
            return BAD
        text = scalar.text.strip()
        if not text:
            reading.report.add(
                "empty-field", path, scalar.place, expected=self.expected, example=self.example
            )
            return BAD
        if len(text) > self.longest:
            reading.report.add("too-large", path, scalar.place, found=len(text), expected=self.longest)
            return BAD
        return text


class Slug(Shape):
    """An id: lower-case letters, digits, hyphens."""

    expected, example, label = "@slug", "half-price-soda", "id"
    pattern = _SLUG
    form: Schema = {"type": ["string", "integer"], "pattern": f"^{_SLUG.pattern}$"}

    def read(self, node: Node, path: str, reading: Reading) -> str | Bad:
        scalar = self.scalar(node, path, reading)
        if scalar is BAD:
            return BAD
        if self.pattern.fullmatch(scalar.text) and len(scalar.text) <= 160:
            return scalar.text
        parts = [
            re.sub(r"[^a-z0-9]+", "-", part.casefold()).strip("-") for part in scalar.text[:160].split("/")
        ]
        near = ("/" if isinstance(self, Path) else "-").join(part for part in parts if part)
        return self.refuse(scalar, path, reading, near)


class Path(Slug):
    """A category path: slugs from the root."""

    expected, example, label = "@path", "grocery/soft-drinks", "category path"
    pattern = _PATH
    form: Schema = {"type": ["string", "integer"], "pattern": f"^{_PATH.pattern}$"}


class Word(Text):
    """A code of the catalogue, taken as it is written (a SKU, a brand, a tag)."""

    example, label = "1082185", "code"

    def __init__(self) -> None:
        super().__init__(longest=80)


class Choice(Shape):
    """One of a few words."""

    def __init__(self, words: Iterable[str], code: str = "unknown-choice", example: str = "") -> None:
        self.words, self.code = tuple(words), code
        self.expected = ", ".join(self.words)
        self.form = {"enum": [*self.words, *(int(word) for word in self.words if word.isdigit())]}
        self.example = example or self.words[0]
        self.label = " \\| ".join(f"`{word}`" for word in self.words)

    def read(self, node: Node, path: str, reading: Reading) -> str | Bad:
        scalar = self.scalar(node, path, reading)
        if scalar is BAD:
            return BAD
        if scalar.text in self.words:
            return scalar.text
        near = nearest(scalar.text, self.words)
        reading.report.add(
            self.code, path, scalar.place, found=scalar.text, expected=self.expected, near=near
        )
        return BAD


class Flag(Shape):
    """true or false."""

    expected, example, label = "@flag", "true", "true or false"
    form: Schema = {"type": "boolean"}
    _MEANT = {"yes": "true", "on": "true", "no": "false", "off": "false"}

    def read(self, node: Node, path: str, reading: Reading) -> bool | Bad:
        scalar = self.scalar(node, path, reading)
        if scalar is BAD:
            return BAD
        if scalar.text in ("true", "false"):
            return scalar.text == "true"
        word = scalar.text.casefold()
        return self.refuse(
            scalar, path, reading, near=self._MEANT.get(word) or nearest(word, ("true", "false"))
        )


class Yes(Flag):
    """true, or nothing written at all."""

    expected, label = "@yes", "true"
    form: Schema = {"const": True}

    def read(self, node: Node, path: str, reading: Reading) -> bool | Bad:
        scalar = self.scalar(node, path, reading)
        if scalar is BAD:
            return BAD
        if scalar.text == "true":
            return True
        return self.refuse(scalar, path, reading)
