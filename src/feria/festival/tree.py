"""YAML 1.2 text -> a plain tree that remembers where everything stands.

Scalars keep the characters as written: ``30.00`` is not turned into a float, nor ``no`` into a truth value. What a
field means is for its shape to say.
"""

from __future__ import annotations

import re

import msgspec
from ruamel.yaml import YAML
from ruamel.yaml.error import MarkedYAMLError
from ruamel.yaml.nodes import MappingNode, ScalarNode, SequenceNode
from ruamel.yaml.nodes import Node as YamlNode

from feria.festival.problems import Place, Report

LONGEST_TEXT = 1_000_000  # characters; a festival of a thousand promotions is a third of this
DEEPEST = 30
_TAGS = frozenset(
    f"tag:yaml.org,2002:{name}"
    for name in ("map", "seq", "str", "int", "float", "bool", "null", "timestamp", "merge", "value")
)


class Scalar(msgspec.Struct, frozen=True):
    """A single value; ``is_empty`` where nothing (or ``null``) is written."""

    text: str
    place: Place
    is_empty: bool = False


class Listing(msgspec.Struct, frozen=True):
    items: tuple[Node | None, ...]  # None: refused, and already reported
    place: Place


class Mapping(msgspec.Struct, frozen=True):
    entries: tuple[tuple[Scalar, Node | None], ...]
    place: Place


Node = Scalar | Listing | Mapping


def parse(text: str, report: Report) -> Node | None:
    """The tree of ``text``, or None after reporting why there is none."""
    if len(text) > LONGEST_TEXT:
        report.add("too-long", "", Place(1, 1), found=len(text), expected=LONGEST_TEXT)
        return None
    if _bracket_depth(text) > 4 * DEEPEST:  # the parser would take minutes to find out
        report.add("too-deep", "", Place(1, 1), expected=DEEPEST)
        return None
    reader = YAML(typ="safe", pure=True)
    reader.allow_duplicate_keys = True  # reported below, with both places
    try:
        root = reader.compose(text)
    except MarkedYAMLError as error:
        _report_syntax(error, text, report)
        return None
    except RecursionError:
        report.add("too-deep", "", Place(1, 1), expected=DEEPEST)
        return None
    except Exception as error:  # noqa: BLE001 - any text may be handed in; the parser fails in many classes of its own
        report.add("broken-yaml", "", Place(1, 1), reason=str(error).splitlines()[0] if str(error) else "")
        return None
    if root is None:
        report.add("empty-document", "", Place(1, 1))
        return None
    return _Converter(report).convert(root, "", 0)


def _bracket_depth(text: str) -> int:
    """The most brackets open at once; those in quotes count too, which does no harm so far above any real depth."""
    depth = deepest = 0
    for bracket in re.findall(r"[\[\]{}]", text):
        depth = depth + 1 if bracket in "[{" else max(0, depth - 1)
        deepest = max(deepest, depth)
    return deepest


def _report_syntax(error: MarkedYAMLError, text: str, report: Report) -> None:
    mark = error.problem_mark or error.context_mark
    line = mark.line if mark else 0
    lines = text.splitlines() or [""]
    line = min(line, len(lines) - 1)
    place = Place(line + 1, (mark.column if mark else 0) + 1)
    if "\t" in lines[line][: len(lines[line]) - len(lines[line].lstrip())]:
        report.add("tab-indent", "", place)
        return
    reason = str(error.problem or error.context or error).splitlines()[0]
    opened = error.context_mark.line + 1 if error.context_mark and error.context_mark.line != line else None
    report.add("broken-yaml", "", place, reason=reason, opened=opened)


class _Converter:
    """Turns the parser's nodes into ours; refuses what a document has no use for (aliases, tags, deep nesting)."""

    def __init__(self, report: Report) -> None:
        self.report = report
        self.seen: set[int] = set()

    def convert(self, node: YamlNode, path: str, depth: int, named_at: Place | None = None) -> Node | None:
        place = _place(node)
        if (
            id(node) in self.seen
        ):  # an alias gives the same object twice; a few of them can unfold into gigabytes
            self.report.add("alias", path, named_at or place)
            return None
        self.seen.add(id(node))
        if depth > DEEPEST:
            self.report.add("too-deep", path, place, expected=DEEPEST)
            return None
        if str(node.tag) not in _TAGS:
            self.report.add("tag", path, place, found=str(node.tag))
            return None
        if isinstance(node, MappingNode):
            return self._mapping(node, path, depth, place)
        if isinstance(node, SequenceNode):
            items = [self.convert(item, f"{path}[{i}]", depth + 1) for i, item in enumerate(node.value)]
            return Listing(items=tuple(items), place=place)
        return self._scalar(node, place)

    def _scalar(self, node: YamlNode, place: Place) -> Scalar:
        plain = isinstance(node, ScalarNode) and node.style is None
        return Scalar(text=str(node.value), place=place, is_empty=plain and str(node.tag).endswith(":null"))

    def _mapping(self, node: MappingNode, path: str, depth: int, place: Place) -> Mapping:
        entries: dict[str, tuple[Scalar, Node | None]] = {}
        for key_node, value_node in node.value:
            key_place = _place(key_node)
            if not isinstance(key_node, ScalarNode):
                self.report.add("odd-key", path, key_place)
                continue
            key = Scalar(text=str(key_node.value), place=key_place)
            field = f"{path}.{key.text}" if path else key.text
            if key.text in entries:
                first = entries[key.text][0].place.line
                self.report.add("duplicate-field", field, key_place, found=key.text, first=first)
                continue
            value = self.convert(value_node, field, depth + 1, key_place)
            if isinstance(value, Scalar) and value.is_empty:
                value = Scalar(
                    text="", place=key_place, is_empty=True
                )  # nothing stands nowhere: point at its name
            entries[key.text] = (key, value)
        return Mapping(entries=tuple(entries.values()), place=place)


def _place(node: YamlNode) -> Place:
    start, end = node.start_mark, node.end_mark
    if start is None:
        return Place(1, 1)
    length = end.column - start.column if end is not None and end.line == start.line else 1
    return Place(line=start.line + 1, column=start.column + 1, length=max(1, length))
