"""Adding a rush session to a document as somebody wrote it: their text stays as it is, one entry more under ``rush``.

What is written is checked like everything else, by reading the whole again.
"""

from __future__ import annotations

import json
import re

import msgspec

_BLOCK = re.compile(r"rush:\s*(#.*)?")
_EMPTY = re.compile(r"rush:\s*(\[\s*\]|null|~)\s*(#.*)?")
_ITEM = re.compile(r"( *)- ")


class NotAList(Exception):
    """The document writes ``rush`` in one line (``rush: [...]``): an entry cannot be added without rewriting it."""


class WishedGood(msgspec.Struct, frozen=True, kw_only=True):
    """A product of a session to be; ``price`` as people write it, "9.90"."""

    sku: str
    price: str
    units: int
    per_member: int | None = None


class WishedRush(msgspec.Struct, frozen=True, kw_only=True):
    """A session to be. ``opens`` and ``closes`` are local times of the document, "2026-11-11 10:00".

    ``early`` is a level's name and minutes; ``shop_bears``: the shop bears the reduction, not the mall.
    """

    id: str
    name: str
    opens: str
    closes: str
    products: tuple[WishedGood, ...]
    pay_within: int = 15
    per_member: int | None = None
    early: tuple[str, int] | None = None
    shop_bears: bool = False


def with_rush(text: str, rush: WishedRush) -> str:
    """The document with the session added after those it has. Raises NotAList."""
    lines = text.rstrip().splitlines()
    start = next((place for place, line in enumerate(lines) if line.startswith("rush:")), None)
    if start is None:
        return "\n".join([*lines, "", "rush:", *_entry(rush, "  "), ""])
    if _EMPTY.fullmatch(lines[start]):
        lines[start] = "rush:"
    elif not _BLOCK.fullmatch(lines[start]):
        raise NotAList
    end = _end_of(lines, start)
    items = [match for line in lines[start + 1 : end] if (match := _ITEM.match(line))]
    indent = items[0][1] if items else "  "
    return "\n".join([*lines[:end], *_entry(rush, indent), *lines[end:], ""])


def _end_of(lines: list[str], start: int) -> int:
    """The first line after the section; blank lines and comments before the next section belong to that."""
    end = start + 1
    for place in range(start + 1, len(lines)):
        line = lines[place]
        if not line.strip() or line.lstrip().startswith("#"):
            continue
        if not line.startswith((" ", "-")):
            break
        end = place + 1
    return end


def _entry(rush: WishedRush, indent: str) -> list[str]:
    words = [f"id: {rush.id}", f"name: {_quoted(rush.name)}", f"from: {rush.opens}", f"to: {rush.closes}"]
    words.append(f"pay_within: {rush.pay_within}")
    if rush.per_member is not None:
        words.append(f"per_member: {rush.per_member}")
    if rush.early is not None:
        words.append(f"early_access: {{level: {rush.early[0]}, minutes: {rush.early[1]}}}")
    if rush.shop_bears:
        words.append("funders: {shop: 100%}")
    words += ["products:", *(f"  - {_good(good)}" for good in rush.products)]
    first, *rest = words
    return [f"{indent}- {first}", *(f"{indent}  {line}" for line in rest)]


def _good(good: WishedGood) -> str:
    limit = "" if good.per_member is None else f", per_member: {good.per_member}"
    return f"{{sku: {_quoted(good.sku)}, price: {_quoted(good.price)}, units: {good.units}{limit}}}"


def _quoted(text: str) -> str:
    """A string as JSON writes it, which YAML reads too."""
    return json.dumps(text, ensure_ascii=False)
