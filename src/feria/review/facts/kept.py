"""Facts that a mall keeps in a folder: what ``facts.json`` says of them, and how far they go."""

from __future__ import annotations

import os
from pathlib import Path

import msgspec

from feria.review.facts.mapping import Mapping

FILE = "facts.json"
LAYOUT = 1


class Kept(msgspec.Struct, frozen=True, kw_only=True):
    """``upto`` is the last event of the mall's outbox that is in the tables. Amounts are minor units."""

    upto: int
    currency: str
    time_zone: str
    layout: int = LAYOUT

    def holds(self, file: Path) -> bool:
        """Whether a table's file is one that is said. A refresh that was cut short may have left others, named by an event
        that comes later; the next one writes them over."""
        return not file.stem.isdigit() or int(file.stem) <= self.upto

    def mapping(self) -> Mapping:
        """How to read the tables. Their instants are UTC; days are those of the mall's zone."""
        return Mapping(currency=self.currency, time_zone=self.time_zone, amounts="minor", instants_in="UTC")


def kept(folder: Path) -> Kept | None:
    """What is kept in a folder; nothing where nothing is that this program can read."""
    try:
        found = msgspec.json.decode((folder / FILE).read_bytes(), type=Kept)
    except (FileNotFoundError, NotADirectoryError, msgspec.DecodeError):
        return None
    return found if found.layout == LAYOUT else None


def keep(folder: Path, said: Kept) -> None:
    """Say what the tables in the folder hold; the old word or the new one, never half."""
    temporary = folder / f".{FILE}.tmp"
    with temporary.open("wb") as file:
        file.write(msgspec.json.format(msgspec.json.encode(said)))
        file.flush()
        os.fsync(file.fileno())
    temporary.replace(folder / FILE)
