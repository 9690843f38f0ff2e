"""The goods of a cart, read once: a list for each thing that the lanes ask of a line."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TypeAlias

from msgspec.structs import astuple

from feria.pricing.cart import Line, line_problem

Ware: TypeAlias = tuple[str, str, str, str, tuple[str, ...]]
"""What offers look at in a line: article, shop, category, brand, tags."""


class Goods:
    """By line: its id, how many units at which price each and not below which, and what offers look at in it.

    ``whole`` are the lines that promotions may count. Raises CartProblem for what is no whole number.
    """

    __slots__ = ("floors", "has_floors", "ids", "lines", "places", "prices", "units", "wares", "whole")

    def __init__(self, lines: Sequence[Line]) -> None:
        self.lines = lines
        self.ids: list[str] = []
        self.units: list[int] = []
        self.prices: list[int] = []
        self.floors: list[int] = []
        self.wares: list[Ware] = []
        self.whole: list[int] = []
        self.has_floors = False
        self.places: list[int] = []
        for index, line in enumerate(lines):
            # The fields in the order in which Line names them; asking for each by its name takes several times as long.
            name, sku, units, price, shop, category, brand, tags, floor, is_discountable = astuple(line)
            if type(units) is not int or type(price) is not int:
                raise line_problem(line)
            self.ids.append(name)
            self.units.append(units)
            self.prices.append(price)
            self.floors.append(floor)
            self.wares.append((sku, shop, category, brand, tags))
            if floor:
                self.has_floors = True
            if is_discountable:
                self.whole.append(index)

    @property
    def rank(self) -> list[int]:
        """Each line's place by article: settles what is equal, so that the order of lines never matters."""
        if not self.places:
            wares, ids = self.wares, self.ids
            order = sorted([(ware[0], ware[1], ids[index], index) for index, ware in enumerate(wares)])
            places = [0] * len(wares)
            for place, entry in enumerate(order):
                places[entry[3]] = place
            self.places = places
        return self.places
