"""The goods of a cart, read once: a list for each thing that the lanes ask of a line."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TypeAlias

from msgspec.structs import astuple, replace

from feria.pricing.cart import Line, duplicate_line, line_problem

Ware: TypeAlias = tuple[str, str, str, str, tuple[str, ...]]
"""What offers look at in a line: article, shop, category, brand, tags."""


class Shelf:
    """Articles that many carts are filled from, so that what there is to know of each is read once, not once a cart.

    ``lines`` has one of each article, whatever its price and however many units it has. Articles may be
    added, and stay where they are. ``is_counted``: whether promotions may count it.
    """

    __slots__ = ("has_floors", "is_counted", "lines", "names")

    def __init__(self) -> None:
        self.lines: list[Line] = []
        self.names: set[str] = set()
        self.is_counted: list[bool] = []
        self.has_floors = False

    def add(self, line: Line) -> int:
        """Put an article at the end, under an id of its own; returns its place. Raises CartProblem."""
        if not line.id or line.floor < 0:
            raise line_problem(line)
        if line.id in self.names:
            raise duplicate_line(line.id)
        self.names.add(line.id)
        self.lines.append(line)
        self.is_counted.append(line.is_discountable)
        self.has_floors = self.has_floors or line.floor > 0
        return len(self.lines) - 1


class Goods:
    """By line: its id, how many units at which price each and not below which, and what offers look at in it.

    ``whole`` are the lines that promotions may count. What was taken from a ``shelf``, from those places ``on_shelf``,
    is looked up there when somebody asks: of most carts nobody asks for most of it.
    """

    __slots__ = (
        "_floors", "_ids", "_lines", "_rank", "_wares", "has_floors", "on_shelf", "prices", "shelf", "units", "whole",
    )  # fmt: skip

    def __init__(
        self,
        units: list[int],
        prices: list[int],
        whole: list[int],
        has_floors: bool,
        lines: Sequence[Line] | None = None,
        ids: list[str] | None = None,
        floors: list[int] | None = None,
        wares: list[Ware] | None = None,
        shelf: Shelf | None = None,
        on_shelf: list[int] | None = None,
    ) -> None:
        self.units = units
        self.prices = prices
        self.whole = whole
        self.has_floors = has_floors
        self.shelf = shelf
        self.on_shelf = on_shelf or []
        self._lines = lines
        self._ids = ids
        self._floors = floors
        self._wares = wares
        self._rank: list[int] | None = None

    @property
    def lines(self) -> Sequence[Line]:
        """As lines of a cart."""
        if self._lines is None:
            self._lines = tuple(
                [
                    replace(article, quantity=self.units[index], unit_price=self.prices[index])
                    for index, article in enumerate(self._articles())
                ]
            )
        return self._lines

    @property
    def ids(self) -> list[str]:
        """What each line is called."""
        if self._ids is None:
            self._ids = [article.id for article in self._articles()]
        return self._ids

    @property
    def floors(self) -> list[int]:
        """The least a unit of each may cost."""
        if self._floors is None:
            self._floors = [article.floor for article in self._articles()]
        return self._floors

    @property
    def wares(self) -> list[Ware]:
        """What offers look at in each."""
        if self._wares is None:
            self._wares = [(one.sku, one.shop, one.category, one.brand, one.tags) for one in self._articles()]
        return self._wares

    def _articles(self) -> Sequence[Line]:
        """The lines, whatever their units and prices."""
        if self.shelf is None:
            return self._lines or ()
        lines = self.shelf.lines
        return [lines[place] for place in self.on_shelf]

    @property
    def rank(self) -> list[int]:
        """Each line's place by article: settles what is equal, so that the order of lines never matters."""
        if self._rank is None:
            wares, ids = self.wares, self.ids
            order = sorted([(ware[0], ware[1], ids[index], index) for index, ware in enumerate(wares)])
            self._rank = [0] * len(wares)
            for place, entry in enumerate(order):
                self._rank[entry[3]] = place
        return self._rank


def read_goods(lines: Sequence[Line]) -> Goods:
    """The goods of a cart's lines. Raises CartProblem for what is no whole number."""
    ids: list[str] = []
    units: list[int] = []
    prices: list[int] = []
    floors: list[int] = []
    wares: list[Ware] = []
    whole: list[int] = []
    has_floors = False
    for index, line in enumerate(lines):
        # The fields in the order in which Line names them; asking for each by its name takes several times as long.
        name, sku, quantity, price, shop, category, brand, tags, floor, is_discountable = astuple(line)
        if type(quantity) is not int or type(price) is not int or type(floor) is not int:
            raise line_problem(line)
        ids.append(name)
        units.append(quantity)
        prices.append(price)
        floors.append(floor)
        wares.append((sku, shop, category, brand, tags))
        if floor:
            has_floors = True
        if is_discountable:
            whole.append(index)
    return Goods(units, prices, whole, has_floors, lines, ids, floors, wares)


def take_from(shelf: Shelf, places: list[int], units: list[int], prices: list[int]) -> Goods:
    """Goods of a cart by where their articles stand: of each so many units, at this price each."""
    is_counted = shelf.is_counted
    whole = [index for index, place in enumerate(places) if is_counted[place]]
    return Goods(units, prices, whole, shelf.has_floors, shelf=shelf, on_shelf=places)
