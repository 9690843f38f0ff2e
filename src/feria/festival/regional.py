"""The shapes of what a festival says about its place: names in languages, time zone, currency."""

from __future__ import annotations

from typing import Any
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError, available_timezones

from feria.festival.money import CURRENCIES
from feria.festival.shapes import BAD, Bad, Reading, Schema, Shape, kind_of, nearest, read_at
from feria.festival.texts import Text
from feria.festival.tree import Mapping as MappingNode
from feria.festival.tree import Node, Scalar
from feria.festival.wording import LANGUAGES


class Names(Shape):
    """A name: words in the festival's first language, or words per language. Becomes language -> words."""

    expected, example, label = (
        "@names",
        "{en: Half price, es: A mitad de precio}",
        "text, or text per language",
    )

    def read(self, node: Node, path: str, reading: Reading) -> dict[str, str] | Bad:
        if isinstance(node, MappingNode):
            return self._by_language(node, path, reading)
        if not isinstance(node, Scalar):
            reading.report.add(
                "wrong-shape",
                path,
                node.place,
                found=kind_of(node),
                expected=self.expected,
                example=self.example,
            )
            return BAD
        text = Text().read(node, path, reading)
        return BAD if text is BAD else {reading.languages[0]: text}

    def _by_language(self, node: MappingNode, path: str, reading: Reading) -> dict[str, str] | Bad:
        names: dict[str, Any] = {}
        for key, child in node.entries:
            if key.text not in LANGUAGES:
                self._refuse_language(key, child, path, reading)
                names[key.text] = BAD
                continue
            names[key.text] = read_at(Text(), child, f"{path}.{key.text}", reading)
        if BAD in names.values():
            return BAD
        missing = [language for language in reading.languages if language not in names]
        if missing:
            first = reading.languages[0] in missing
            facts = {"record": "@names", "field": reading.languages[0], "expected": "@text", "example": "..."}
            if first:
                reading.report.add("missing-field", path, node.place, **facts)
                return BAD
            reading.report.add("untranslated", path, node.place, missing=", ".join(missing))
        return names

    def _refuse_language(self, key: Scalar, child: Node | None, path: str, reading: Reading) -> None:
        # `{en: Buy one, get one}` reads as two fields, the second without a value
        is_rest = isinstance(child, Scalar) and child.is_empty
        code = "unquoted-comma" if is_rest else "unknown-choice"
        reading.report.add(
            code,
            f"{path}.{key.text}",
            key.place,
            found=key.text,
            expected=", ".join(LANGUAGES),
            near="" if is_rest else nearest(key.text, LANGUAGES),
        )

    def schema(self, defs: dict[str, Schema]) -> Schema:
        text = {"type": ["string", "number"]}
        each = {"type": "object", "additionalProperties": False, "properties": dict.fromkeys(LANGUAGES, text)}
        defs.setdefault("names", {"anyOf": [text, each]})
        return {"$ref": "#/$defs/names"}


class Zone(Shape):
    """An IANA time zone."""

    expected, example, label = "@zone", "America/New_York", "time zone"
    form: Schema = {"type": "string"}

    def read(self, node: Node, path: str, reading: Reading) -> ZoneInfo | Bad:
        scalar = self.scalar(node, path, reading)
        if scalar is BAD:
            return BAD
        try:
            return ZoneInfo(scalar.text)
        except (ValueError, OSError, ZoneInfoNotFoundError):  # no such name, a path, a directory of zones
            known = available_timezones()
            return self.refuse(scalar, path, reading, near=nearest(scalar.text.replace(" ", "_"), known))


class Currency(Shape):
    """An ISO 4217 code."""

    expected, example, label = "@currency", "USD", "currency code"
    form: Schema = {"type": "string", "pattern": "^[A-Z]{3}$"}

    def read(self, node: Node, path: str, reading: Reading) -> str | Bad:
        scalar = self.scalar(node, path, reading)
        if scalar is BAD:
            return BAD
        if scalar.text in CURRENCIES:
            return scalar.text
        signs = {"$": "USD", "€": "EUR", "£": "GBP", "¥": "CNY", "RMB": "CNY"}
        return self.refuse(
            scalar, path, reading, near=signs.get(scalar.text) or nearest(scalar.text.upper(), CURRENCIES)
        )
