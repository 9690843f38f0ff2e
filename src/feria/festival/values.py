"""The shapes of single values: text, names, choices, amounts, rates."""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import Any
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError, available_timezones

from feria.festival.money import CURRENCIES
from feria.festival.shapes import BAD, Bad, Reading, Schema, Shape, kind_of, nearest, read_at
from feria.festival.tree import Mapping as MappingNode
from feria.festival.tree import Node, Scalar
from feria.festival.wording import LANGUAGES

LARGEST = 10**12  # minor units; beyond it an amount is a slip of the finger
_SLUG = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*")
_PATH = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*(/[a-z0-9]+(-[a-z0-9]+)*)*")
_MONEY = re.compile(r"(?:([A-Za-z]{3})\s*)?([+-]?)(\d{1,18})(?:\.(\d{1,18}))?(?:\s*([A-Za-z]{3}))?", re.ASCII)
_RATE = re.compile(r"(-?)(\d{1,9})(?:\.(\d{1,9}))?\s*%", re.ASCII)


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


class Whole(Shape):
    """A whole number within bounds."""

    expected, example, label = "@whole", "3", "whole number"

    def __init__(self, least: int = 0, most: int = 1_000_000_000) -> None:
        self.least, self.most = least, most
        self.form = {"type": "integer", "minimum": least, "maximum": most}

    def read(self, node: Node, path: str, reading: Reading) -> int | Bad:
        scalar = self.scalar(node, path, reading)
        if scalar is BAD:
            return BAD
        text = scalar.text.replace("_", "").replace(",", "")
        if not re.fullmatch(r"[+-]?\d{1,18}", text, re.ASCII):
            return self.refuse(scalar, path, reading)
        number = int(text)
        if text != scalar.text:
            return self.refuse(scalar, path, reading, near=str(number))
        if not self.least <= number <= self.most:
            code, bound = ("too-small", self.least) if number < self.least else ("too-large", self.most)
            reading.report.add(code, path, scalar.place, found=number, expected=bound)
            return BAD
        return number


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


class Money(Shape):
    """An amount in the festival's currency; becomes minor units."""

    expected, example, label = "@money", "12.50", "amount"

    def __init__(self, least: int = 1) -> None:
        self.least = least
        number: Schema = {"type": "number", "exclusiveMinimum" if least else "minimum": 0}
        written: Schema = {"type": "string", "pattern": r"^([A-Z]{3} ?)?\d+(\.\d+)?( ?[A-Z]{3})?$"}
        self.form = {"anyOf": [number, written]}

    def read(self, node: Node, path: str, reading: Reading) -> int | Bad:
        scalar = self.scalar(node, path, reading)
        if scalar is BAD:
            return BAD
        match = _MONEY.fullmatch(scalar.text)
        if match is None:
            plain = re.sub(r"[^\d.]", "", scalar.text) if re.search(r"[$€£¥,\s]", scalar.text) else ""
            return self.refuse(scalar, path, reading, near=plain if _MONEY.fullmatch(plain) else "")
        before, sign, whole, part, after = match.groups()
        for named in (before, after):
            if named and named.upper() != reading.currency:
                reading.report.add(
                    "currency-mismatch", path, scalar.place, found=scalar.text, other=named.upper(),
                    currency=reading.currency,
                )  # fmt: skip
                return BAD
        return self._amount(scalar, path, reading, sign, whole, part or "")

    def _amount(
        self, scalar: Scalar, path: str, reading: Reading, sign: str, whole: str, part: str
    ) -> int | Bad:
        report, digits = reading.report, reading.digits
        if len(part.rstrip("0")) > digits:
            report.add(
                "too-fine", path, scalar.place, found=scalar.text, currency=reading.currency, digits=digits
            )
            return BAD
        amount: int = int(whole) * 10**digits + int((part + "0" * digits)[:digits] or 0)
        if sign == "-" and amount:
            report.add("negative", path, scalar.place, found=scalar.text, expected="@positive")
            return BAD
        if amount < self.least or amount > LARGEST:
            smallest = f"{self.least / 10**digits:.{digits}f}"
            code, bound = (
                ("too-small", smallest) if amount < self.least else ("too-large", LARGEST // 10**digits)
            )
            report.add(code, path, scalar.place, found=scalar.text, expected=bound)
            return BAD
        return amount


class Rate(Shape):
    """A share of a price or a sum, above 0% and at most 100%; becomes basis points."""

    expected, example, label = "@rate", "10%", "rate"
    form: Schema = {"type": "string", "pattern": r"^(100|\d{1,2}(\.\d{1,2})?)%$"}

    def read(self, node: Node, path: str, reading: Reading) -> int | Bad:
        scalar = self.scalar(node, path, reading)
        if scalar is BAD:
            return BAD
        match = _RATE.fullmatch(scalar.text)
        if match is None:
            return self.refuse(scalar, path, reading, near=_rate_meant(scalar.text))
        sign, whole, part = match.groups()
        part = (part or "").rstrip("0")
        if sign:
            reading.report.add("negative", path, scalar.place, found=scalar.text, expected="@rate")
        elif len(part) > 2:
            return self.refuse(scalar, path, reading, near=f"{whole}.{part[:2]}%")
        elif (bps := int(whole) * 100 + int(f"{part:0<2}")) > 10_000:
            reading.report.add("over-100", path, scalar.place, found=scalar.text)
        elif bps == 0:
            reading.report.add("too-small", path, scalar.place, found=scalar.text, expected="0.01%")
        else:
            return bps
        return BAD


def _rate_meant(text: str) -> str:
    """``0.1`` and ``10`` were probably meant as ``10%``."""
    if not re.fullmatch(r"\d{1,3}(\.\d{1,2})?", text, re.ASCII):
        return ""
    if "." in text and float(text) < 1:
        return f"{float(text) * 100:g}%"
    return f"{text}%"


class MoneyOrRate(Shape):
    """``4.00`` off, or ``10%`` off; becomes ``("money", 400)`` or ``("rate", 1000)``."""

    expected, example, label = "@off", "4.00", "amount or rate"

    def read(self, node: Node, path: str, reading: Reading) -> tuple[str, int] | Bad:
        scalar = self.scalar(node, path, reading)
        if scalar is BAD:
            return BAD
        kind, shape = ("rate", Rate()) if scalar.text.strip().endswith("%") else ("money", Money())
        value: int | Bad = shape.read(node, path, reading)
        return BAD if value is BAD else (kind, value)

    def schema(self, defs: dict[str, Schema]) -> Schema:
        return {"anyOf": [Money().schema(defs), Rate().schema(defs)]}


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
