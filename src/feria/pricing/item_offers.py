"""Item offers that hold the same lines: the best of them for a unit, found once for each price."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Final, TypeAlias

ItemPrice: TypeAlias = tuple[int, int, list[tuple[int, int]]]
"""What comes off a unit, by which offer (-1: none), and what each of the others would take off."""

MAX_REMEMBERED: Final = 10_000
"""How many prices are remembered before it starts anew."""


class ItemOffers:
    """Offers by their ``numbers`` in the moment, ascending; ``conditional`` are those that ask for something."""

    __slots__ = ("_left", "_priced", "_unit_offs", "conditional", "numbers")

    def __init__(
        self,
        numbers: tuple[int, ...],
        unit_offs: Mapping[int, Callable[[int], int]],
        conditional: frozenset[int],
    ) -> None:
        self.numbers = numbers
        self.conditional = [number for number in numbers if number in conditional]
        self._unit_offs = unit_offs
        self._priced: dict[int, ItemPrice] = {}
        self._left: dict[frozenset[int], ItemOffers] = {}

    def at(self, price: int) -> ItemPrice:
        """The best of them for a unit at this price, and what each would take off."""
        known = self._priced.get(price)
        if known is None:
            known = best_price([(number, self._unit_offs[number](price)) for number in self.numbers])
            if len(self._priced) >= MAX_REMEMBERED:
                self._priced.clear()
            self._priced[price] = known
        return known

    def without(self, shut: frozenset[int]) -> ItemOffers:
        """Those that are left when some whose conditions do not hold are shut."""
        if not self.conditional:
            return self
        left = self._left.get(shut)
        if left is None:
            numbers = tuple([number for number in self.numbers if number not in shut])
            asking = frozenset(self.conditional) - shut
            left = self if numbers == self.numbers else ItemOffers(numbers, self._unit_offs, asking)
            if len(self._left) >= MAX_REMEMBERED:
                self._left.clear()
            self._left[shut] = left
        return left


def best_price(offs: Sequence[tuple[int, int]]) -> ItemPrice:
    """The largest of what offers would take off a unit; among equals that of the offer named first."""
    best, winner = 0, -1
    for number, off in offs:
        if off > best:
            best, winner = off, number
    return best, winner, [entry for entry in offs if entry[0] != winner]


NO_ITEM_OFFERS: Final = ItemOffers((), {}, frozenset())
