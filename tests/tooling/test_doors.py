"""Rooms of the mall are entered through api.py only."""

from grimp import ImportGraph

from tools.doors import Trespass, trespasses


def house(*imports: tuple[str, str]) -> ImportGraph:
    """A mall with two rooms and a tool box, and the imports told."""
    graph = ImportGraph()
    for module in ("api", "models", "rules"):
        graph.add_module(f"feria.mall.catalog.{module}")
        graph.add_module(f"feria.mall.orders.{module}")
    for module in ("feria", "feria.mall", "feria.mall.catalog", "feria.mall.orders"):
        graph.add_module(module)
    graph.add_module("feria.mall.kit")
    graph.add_module("feria.mall.kit.clock")
    for line, (importer, imported) in enumerate(imports, start=1):
        graph.add_import(
            importer=importer, imported=imported, line_number=line, line_contents=f"import {imported}"
        )
    return graph


def found_in(graph: ImportGraph) -> list[Trespass]:
    return trespasses(graph, "feria.mall", frozenset({"feria.mall.kit"}))


def test_a_neighbour_may_call_through_the_door() -> None:
    assert found_in(house(("feria.mall.orders.models", "feria.mall.catalog.api"))) == []


def test_a_neighbour_may_not_reach_into_the_tables() -> None:
    reach = ("feria.mall.orders.rules", "feria.mall.catalog.models")
    assert found_in(house(reach)) == [Trespass(*reach, lines=(1,))]


def test_nor_import_the_room_as_a_whole() -> None:
    reach = ("feria.mall.orders.rules", "feria.mall.catalog")
    assert found_in(house(reach)) == [Trespass(*reach, lines=(1,))]


def test_inside_a_room_everything_is_open() -> None:
    assert found_in(house(("feria.mall.orders.api", "feria.mall.orders.models"))) == []


def test_the_tool_box_has_no_door() -> None:
    assert found_in(house(("feria.mall.orders.rules", "feria.mall.kit.clock"))) == []
