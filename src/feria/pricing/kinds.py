"""Kinds of line: lines that differ in nothing that an offer names are alike to every offer of a plan."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from feria.pricing.cart import Line
from feria.pricing.goods import Goods, Shelf, Ware
from feria.pricing.offer import Offer
from feria.pricing.scope import named

MAX_REMEMBERED: Final = 100_000
"""How many articles and kinds are remembered before it starts anew."""


class LineKind:
    """What is true of the ``model`` to an offer is true of every line of the kind."""

    __slots__ = ("model",)

    def __init__(self, model: Line) -> None:
        self.model = model


class Kinds:
    """Tells the kinds of lines apart. What it remembers makes it faster, and changes nothing."""

    def __init__(self, offers: Sequence[Offer]) -> None:
        self._named = frozenset(key for offer in offers for key in named(offer.scope))
        self._alike: dict[Ware, LineKind] = {}
        self._remembered: dict[Ware, LineKind] = {}
        self._shelved: tuple[Shelf | None, list[LineKind | None]] = (None, [])

    def told_apart(self, goods: Goods) -> list[LineKind]:
        """The kind of each line that promotions may count."""
        if goods.shelf is not None:
            return self._from_shelf(goods.shelf, goods)
        wares, lines = goods.wares, goods.lines
        return [self._kind(wares[index], lines[index]) for index in goods.whole]

    def _from_shelf(self, shelf: Shelf, goods: Goods) -> list[LineKind]:
        """As told apart before for other carts from the shelf; of one shelf it is remembered, the last."""
        last, known = self._shelved
        if last is not shelf:
            known = []
            self._shelved = (shelf, known)
        missing = len(shelf.lines) - len(known)
        if missing > 0:
            known += [None] * missing
        found: list[LineKind] = []
        for index in goods.whole:
            place = goods.on_shelf[index]
            kind = known[place]
            if kind is None:
                kind = known[place] = self._kind_alike(shelf.lines[place])
            found.append(kind)
        return found

    def _kind(self, ware: Ware, line: Line) -> LineKind:
        """The kind of this line, which is such a ware."""
        known = self._remembered.get(ware)
        if known is None:
            known = self._kind_alike(line)
            if len(self._remembered) >= MAX_REMEMBERED:
                self._remembered.clear()
            self._remembered[ware] = known
        return known

    def _kind_alike(self, line: Line) -> LineKind:
        told = self._named
        sku = line.sku if ("sku", line.sku) in told else ""
        brand = line.brand if ("brand", line.brand) in told else ""
        tags = tuple([tag for tag in line.tags if ("tag", tag) in told])
        ware = (sku, line.shop, line.category, brand, tags)
        known = self._alike.get(ware)
        if known is None:
            known = LineKind(line)
            if len(self._alike) >= MAX_REMEMBERED:
                self._alike.clear()
            self._alike[ware] = known
        return known
