"""An import-linter contract: a room is entered through its door, `api.py`.

The contracts that come with import-linter name every closed module one by one; this one says the rule itself,
so that it holds for rooms and modules that do not exist yet.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import cast

from grimp import ImportGraph
from importlinter import Contract, ContractCheck, fields, output

DOOR = "api"


@dataclass(frozen=True, order=True)
class Trespass:
    """An import that reaches past the door: module names, and the lines where it stands."""

    importer: str
    imported: str
    lines: tuple[int, ...]


def trespasses(graph: ImportGraph, container: str, open_rooms: frozenset[str]) -> list[Trespass]:
    """Every import from outside a room of `container` into it that does not end at the room's door."""
    rooms = graph.find_children(container) - open_rooms
    return sorted(trespass for room in rooms for trespass in _into(graph, room))


def _into(graph: ImportGraph, room: str) -> Iterator[Trespass]:
    inside = {room} | graph.find_descendants(room)
    for module in inside - {f"{room}.{DOOR}"}:
        for importer in graph.find_modules_that_directly_import(module) - inside:
            yield Trespass(importer, module, _lines(graph, importer, module))


def _lines(graph: ImportGraph, importer: str, imported: str) -> tuple[int, ...]:
    details = graph.get_import_details(importer=importer, imported=imported)
    return tuple(sorted(detail["line_number"] for detail in details))


class DoorsContract(Contract):
    """Options: `container`, the package whose children are rooms; `open_rooms`, children that have no door."""

    type_name = "doors"

    container = fields.StringField()
    open_rooms = fields.SetField(subfield=fields.StringField(), required=False)

    def check(self, graph: ImportGraph, verbose: bool) -> ContractCheck:  # noqa: ARG002  # import-linter's signature
        container = str(self.container)
        names = cast("set[str]", self.open_rooms)  # a field turns into its value
        found = trespasses(graph, container, frozenset(f"{container}.{name}" for name in names or ()))
        return ContractCheck(kept=not found, metadata={"found": found})

    def render_broken_contract(self, check: ContractCheck) -> None:
        for trespass in check.metadata["found"]:
            lines = ", ".join(str(line) for line in trespass.lines)
            output.print_error(f"- {trespass.importer} -> {trespass.imported} (l. {lines})", bold=False)
        output.new_line()
        output.print_error(f"Import from the room's {DOOR}.py, or add there the verb you need.", bold=False)
