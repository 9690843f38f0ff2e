"""Which goods go beside which, and which take another's place, from real baskets (R6.7).

Both are told by lift: how many times more often two goods meet than they would by chance. What counts is the lower
bound of the lift by the number of households, so that neither three baskets nor one household's habit prove anything.

- **Complementary** (grill, rack, skewers): of different categories, and met in the same *basket* more often than by chance.
- **Similar** (same style, other cut): of the same category, and bought by the same *households*, though not mainly in
  the same basket; what goes into the basket together does not take the other's place.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from typing import Any, NamedTuple

import msgspec
import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from scipy.sparse import csr_array

from feria.review.effect.baseline import Rows as Whole
from feria.review.effect.calendar import Matrix

LEAST_BASKETS = 20
"""Goods in fewer baskets are left out: their meetings are anecdotes."""

LEAST_WITNESSES = 5
"""Households that must have bought both: fewer are a family's habit."""

ONE_SIDED = 2.33
"""Standard errors below which a lift truly is one time in a hundred: many pairs are looked at."""

LEAST_LIFT = 1.2
"""The lower bound of lift from which two goods go together."""

MOSTLY_TOGETHER = 3.0
"""With a basket lift so many times the household lift, goods are a set and no substitutes."""

CLOSEST = 5
"""Complementary categories taken for each promoted one: the surest few, or no control would be left."""


class Kin(msgspec.Struct, frozen=True):
    """One good beside another."""

    item: str
    lift: float  # times as often as by chance: in baskets for complements, in households for similar goods
    least: float  # its lower bound, one-sided 99 %
    households: int  # that bought both: in one basket for complements, at any time for similar goods


class Related(msgspec.Struct, frozen=True):
    """The kin of one good, strongest first."""

    item: str
    similar: tuple[Kin, ...]
    complementary: tuple[Kin, ...]


class _Bought(NamedTuple):
    """Which item was in which basket (or household), as sparse tables of ones, read by row or by column."""

    rows: Any  # csr, baskets x items
    columns: Any  # csc, the same
    each: Matrix  # how many baskets each item was in
    names: Any  # of the rows, sorted

    def with_item(self, place: int) -> Whole:
        """Rows in which the item is."""
        start, end = self.columns.indptr[place : place + 2]
        return np.asarray(self.columns.indices[start:end])

    def lift(self, place: int, together: Matrix) -> Matrix:
        """How many times more often than by chance the item meets each of all."""
        whole: Matrix = together * self.rows.shape[0] / (self.each[place] * self.each)
        return whole


class _World(NamedTuple):
    """Baskets, households, and what stands beside what on the shelf."""

    items: list[str]
    shelf: Whole  # number of each item's category
    baskets: _Bought
    households: _Bought
    buyer: Whole  # of each basket, its household's number

    def kin(self, place: int, top: int) -> Related:
        """Similar and complementary goods of one item."""
        rows = self.baskets.with_item(place)
        contents = self.baskets.rows[rows]
        in_basket = self.baskets.lift(place, _sums(contents))
        # A household's habit is one witness, however many its baskets.
        witnesses = _sums(_by_group(contents, self.buyer[rows]) > 0)
        people = _sums(self.households.rows[self.households.with_item(place)])
        in_household = self.households.lift(place, people)
        same = self.shelf == self.shelf[place]
        alike = same & (in_basket < MOSTLY_TOGETHER * in_household)
        alike[place] = False
        return Related(
            item=self.items[place],
            similar=self._surest(np.flatnonzero(alike), in_household, people, top),
            complementary=self._surest(np.flatnonzero(~same), in_basket, witnesses, top),
        )

    def _surest(self, places: Whole, lift: Matrix, witnesses: Matrix, top: int) -> tuple[Kin, ...]:
        places = places[witnesses[places] >= LEAST_WITNESSES]
        least = lift[places] * np.exp(-ONE_SIDED / np.sqrt(witnesses[places]))
        order = np.argsort(-least, kind="stable")[:top]
        return tuple(
            Kin(
                self.items[places[at]],
                round(float(lift[places[at]]), 3),
                round(float(least[at]), 3),
                int(witnesses[places[at]]),
            )
            for at in order
            if least[at] >= LEAST_LIFT
        )


def related(
    lines: Any, categories: Mapping[str, str], *, items: Collection[str] | None = None, top: int = 10
) -> list[Related]:
    """The kin of ``items`` (of all that were bought often enough, when not told).

    ``lines`` is an Ibis table with ``basket``, ``household`` and ``item``; an item may be a product or a whole category.
    ``categories`` says in which category an item stands; items of one category may be similar, others complementary.
    """
    often = lines.group_by("item").aggregate(baskets=lines.basket.nunique())
    often = often.filter(often.baskets >= LEAST_BASKETS)
    names = sorted(str(name) for name in often.item.to_pyarrow().to_pylist())
    if not names:
        return []
    world = _world(lines.filter(lines.item.isin(names)), names, categories)
    return [world.kin(place, top) for place, name in enumerate(names) if items is None or name in items]


def _world(lines: Any, names: list[str], categories: Mapping[str, str]) -> _World:
    baskets, households = _bought(lines, "basket", names), _bought(lines, "household", names)
    owners = lines.group_by("basket").aggregate(household=lines.household.min()).to_pyarrow()
    order = np.argsort(owners["basket"].to_numpy())  # as the baskets' rows stand
    buyer = np.searchsorted(households.names, owners["household"].to_numpy()[order])
    shelf = np.unique([categories.get(name, "") for name in names], return_inverse=True)[1]
    return _World(names, shelf, baskets, households, buyer)


def _bought(lines: Any, by: str, names: list[str]) -> _Bought:
    table = lines.select(by, "item").distinct().to_pyarrow()
    who, rows = np.unique(table[by].to_numpy(), return_inverse=True)
    at = (rows, pc.index_in(table["item"], pa.array(names, table["item"].type)).to_numpy())
    bought = csr_array((np.ones(len(rows)), at), shape=(len(who), len(names)))
    return _Bought(bought, bought.tocsc(), _sums(bought), who)


def _by_group(rows: Any, groups: Whole) -> Any:
    """Rows of one group added up."""
    kept, number = np.unique(groups, return_inverse=True)
    gather = csr_array(
        (np.ones(len(number)), (number, np.arange(len(number)))), shape=(len(kept), len(number))
    )
    return gather @ rows


def _sums(rows: Any) -> Matrix:
    return np.asarray(rows.sum(axis=0), dtype=np.float64).ravel()


def beside(kin: Iterable[Related], promoted: Collection[str], closest: int = CLOSEST) -> frozenset[str]:
    """The categories that go into the basket with promoted ones, from ``related`` asked of categories."""
    found: set[str] = set()
    for related in kin:
        if related.item in promoted:
            found.update(one.item for one in related.complementary[:closest])
    return frozenset(found - set(promoted))
