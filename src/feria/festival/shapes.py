"""Shapes: how a piece of the tree must look, what value it becomes, and how JSON Schema says the same.

A shape reads a node and returns the value, or ``BAD`` after reporting what is wrong, so that reading goes on and
finds every problem. The schema for editors and the reference page come out of the same objects.
"""

from __future__ import annotations

import difflib
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from enum import Enum
from typing import Any, Final, Literal
from zoneinfo import ZoneInfo

from feria.festival.problems import Report
from feria.festival.tree import Listing, Node, Scalar
from feria.festival.tree import Mapping as MappingNode

Schema = dict[str, Any]


class _Bad(Enum):
    BAD = "bad"


BAD: Final = _Bad.BAD  # a value that could not be read; its problem has been reported
Bad = Literal[_Bad.BAD]


@dataclass
class Reading:
    """What shapes need to know about the document as a whole, and where they report."""

    report: Report
    currency: str = "USD"
    digits: int = 2
    zone: ZoneInfo = field(default_factory=lambda: ZoneInfo("UTC"))
    languages: tuple[str, ...] = ("en",)


class Shape:
    """One way a value may be written."""

    expected: str = ""  # the phrase for messages, a key of wording.PHRASES
    example: str = ""
    label: str = ""  # for the reference page
    form: Schema = {}  # JSON Schema of a single value

    def read(self, node: Node, path: str, reading: Reading) -> Any:
        raise NotImplementedError

    def schema(self, defs: dict[str, Schema]) -> Schema:  # noqa: ARG002 - records add themselves to ``defs``
        """JSON Schema of the shape."""
        return dict(self.form)

    def scalar(self, node: Node, path: str, reading: Reading) -> Scalar | Bad:
        """The node as a single value, or BAD after saying what it is instead."""
        if isinstance(node, Scalar) and not node.is_empty:
            return node
        self.refuse_shape(node, path, reading)
        return BAD

    def refuse_shape(self, node: Node, path: str, reading: Reading) -> None:
        """Report that the node is empty, or of another sort than this shape."""
        code = "empty-field" if isinstance(node, Scalar) and node.is_empty else "wrong-shape"
        facts = {"found": kind_of(node), "expected": self.expected, "example": self.example}
        reading.report.add(code, path, node.place, **facts)

    def refuse(self, node: Scalar, path: str, reading: Reading, near: str = "") -> Bad:
        """Report that the scalar is not what this shape expects."""
        facts = {"found": node.text, "expected": self.expected, "example": self.example}
        if near:
            facts = {"found": node.text, "expected": self.expected, "near": near}
        reading.report.add("wrong-value", path, node.place, **facts)
        return BAD


class ListOf(Shape):
    """A list, each item of one shape. Items that cannot be read stay in place as BAD."""

    expected = "@list"

    def __init__(self, item: Shape, at_least: int = 0) -> None:
        self.item, self.at_least = item, at_least
        self.example = f"[{item.example}]"
        self.label = f"list of {item.label}"

    def read(self, node: Node, path: str, reading: Reading) -> list[Any] | Bad:
        if not isinstance(node, Listing):
            self.scalar(node, path, reading) if not isinstance(
                node, Scalar
            ) or node.is_empty else reading.report.add(
                "wrong-shape", path, node.place, found="@single", expected="@list", example=f"[{node.text}]"
            )
            return BAD
        if len(node.items) < self.at_least:
            reading.report.add("too-few", path, node.place, found=len(node.items), expected=self.at_least)
            return BAD
        return [read_at(self.item, item, f"{path}[{i}]", reading) for i, item in enumerate(node.items)]

    def schema(self, defs: dict[str, Schema]) -> Schema:
        schema: Schema = {"type": "array", "items": self.item.schema(defs)}
        return {**schema, "minItems": self.at_least} if self.at_least else schema


class OneOrMany(Shape):
    """One value, or a list of such; becomes a tuple."""

    def __init__(self, item: Shape) -> None:
        self.item = item
        self.expected, self.example = item.expected, item.example
        self.label = f"{item.label}, or a list of them"

    def read(self, node: Node, path: str, reading: Reading) -> tuple[Any, ...] | Bad:
        if isinstance(node, Listing):
            values = ListOf(self.item, at_least=1).read(node, path, reading)
            return BAD if values is BAD or BAD in values else tuple(values)
        value = self.item.read(node, path, reading)
        return BAD if value is BAD else (value,)

    def schema(self, defs: dict[str, Schema]) -> Schema:
        item = self.item.schema(defs)
        return {"anyOf": [item, {"type": "array", "items": item, "minItems": 1}]}


@dataclass(frozen=True)
class Field:
    """A field of a record, with what the reference page says about it."""

    name: str
    shape: Shape
    doc: str
    required: bool = False
    example: str = ""


class Values(Mapping[str, Any]):
    """What was read of a record. ``broken`` names fields that were written but could not be read."""

    def __init__(self, path: str, values: dict[str, Any], broken: frozenset[str], *, whole: bool) -> None:
        self.path, self._values, self.broken, self.whole = path, values, broken, whole

    def __getitem__(self, name: str) -> Any:
        return self._values[name]

    def __iter__(self) -> Iterator[str]:
        return iter(self._values)

    def __len__(self) -> int:
        return len(self._values)

    def at(self, name: str) -> str:
        """The path of a field."""
        return f"{self.path}.{name}" if self.path else name


class Record(Shape):
    """Named fields. ``unknown`` is the code for a field that does not exist, ``listed`` what is offered instead."""

    expected = "@fields"

    def __init__(
        self,
        name: str,
        fields: Iterable[Field],
        *,
        doc: str = "",
        unknown: str = "unknown-field",
        listed: Iterable[str] = (),
        example: str = "",
    ) -> None:
        self.name, self.doc, self.unknown = name, doc, unknown
        self.fields = {each.name: each for each in fields}
        self.listed = tuple(listed) or tuple(self.fields)
        self.label = f"[{name}](#{name})"
        self.example = example

    def read(self, node: Node, path: str, reading: Reading) -> Values | Bad:
        if not isinstance(node, MappingNode):
            self.refuse_shape(node, path, reading)
            return BAD
        values: dict[str, Any] = {}
        broken: set[str] = set()
        strange = False
        for key, child in node.entries:
            field_path = f"{path}.{key.text}" if path else key.text
            known = self.fields.get(key.text)
            if known is None:
                strange = True
                self._refuse_field(key, field_path, reading)
                continue
            value = read_at(known.shape, child, field_path, reading)
            if value is BAD:
                broken.add(key.text)
            else:
                values[key.text] = value
        missing = self._missing({key.text for key, _ in node.entries}, node, path, reading)
        return Values(path, values, frozenset(broken), whole=not (broken or missing or strange))

    def _missing(self, written: set[str], node: MappingNode, path: str, reading: Reading) -> bool:
        missing = [each for each in self.fields.values() if each.required and each.name not in written]
        for each in missing:
            reading.report.add(
                "missing-field", path, node.place, record=self.name, field=each.name,
                expected=each.shape.expected, example=each.example or each.shape.example,
            )  # fmt: skip
        return bool(missing)

    def _refuse_field(self, key: Scalar, field_path: str, reading: Reading) -> None:
        reading.report.add(
            self.unknown, field_path, key.place, found=key.text, record=self.name,
            expected=", ".join(self.listed), near=nearest(key.text, self.fields),
        )  # fmt: skip

    def schema(self, defs: dict[str, Schema]) -> Schema:
        if self.name not in defs:
            defs[
                self.name
            ] = {}  # holds the name while the fields are described: records may contain themselves
            defs[self.name] = self._described(defs)
        return {"$ref": f"#/$defs/{self.name}"}

    def _described(self, defs: dict[str, Schema]) -> Schema:
        properties = {}
        for each in self.fields.values():
            properties[each.name] = {**each.shape.schema(defs), "description": each.doc}
        schema: Schema = {"type": "object", "additionalProperties": False, "properties": properties}
        required = [each.name for each in self.fields.values() if each.required]
        if required:
            schema["required"] = required
        return {"description": self.doc, **schema} if self.doc else schema


class Later(Shape):
    """A shape that is made when it is needed: for records that contain themselves."""

    def __init__(self, make: Callable[[], Shape], expected: str, label: str, example: str = "") -> None:
        self.make, self.expected, self.label, self.example = make, expected, label, example

    def read(self, node: Node, path: str, reading: Reading) -> Any:
        return self.make().read(node, path, reading)

    def schema(self, defs: dict[str, Schema]) -> Schema:
        return self.make().schema(defs)


def read_at(shape: Shape, node: Node | None, path: str, reading: Reading) -> Any:
    """Read a node and remember where it stands."""
    if node is None:
        return BAD
    reading.report.places[path] = node.place
    return shape.read(node, path, reading)


def kind_of(node: Node) -> str:
    """The phrase for what a node is."""
    if isinstance(node, Scalar):
        return "@nothing" if node.is_empty else "@single"
    return "@list" if isinstance(node, Listing) else "@fields"


def nearest(word: str, known: Iterable[str]) -> str:
    """The known word that ``word`` was probably meant to be, or ""."""
    choices = sorted(known)
    folded = word.strip().casefold().replace("_", "-").replace(" ", "-")
    for choice in choices:
        if choice.casefold().replace("_", "-") == folded:
            return choice
    close = difflib.get_close_matches(word[:80], choices, n=1, cutoff=0.6)
    return close[0] if close else ""
