"""The shapes of numbers: counts, amounts of money, rates."""

from __future__ import annotations

import re

from feria.festival.shapes import BAD, Bad, Reading, Schema, Shape
from feria.festival.tree import Node, Scalar

LARGEST = 10**12  # minor units; beyond it an amount is a slip of the finger
_MONEY = re.compile(r"(?:([A-Za-z]{3})\s*)?([+-]?)(\d{1,18})(?:\.(\d{1,18}))?(?:\s*([A-Za-z]{3}))?", re.ASCII)
_RATE = re.compile(r"(-?)(\d{1,9})(?:\.(\d{1,9}))?\s*%", re.ASCII)


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
