"""Festivals that never were: real households' real purchases, with a known amount added and taken away.

Each extra purchase is a line that a household of the festival really bought on another day; each one that was waited
with, or made needless, is a real line taken out. So the truth is known to the cent, and the noise is a real year's.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path
from typing import Any, NamedTuple

import duckdb
import ibis
import numpy as np
import numpy.typing as npt

from feria.review.effect.api import Daily, Days, Periods, Related, Role, beside, related

FIRST = date(2017, 1, 1)
DAYS = 365
HISTORY = 100  # days before any festival begins to work
LARGEST = 80  # categories that festivals choose from
KNOWN_ON = (HISTORY, 190, 280)  # days on which kin are asked for again
SHELF = "array_to_string(string_split(category, '/')[:2], '/')"  # grocery/soft-drinks

LINES = f"""
SELECT date_diff('day', DATE '{FIRST}', day) AS day, household_id AS household, basket_id AS basket, product_id AS product,
  {SHELF} AS item, charged_cents AS cents
FROM read_parquet($lines) AS bought JOIN read_parquet($products) AS goods USING (product_id)
WHERE why_not <> 'not-goods' ORDER BY bought_at, basket_id, product_id, part
"""  # noqa: S608 - constants of this file

Whole = npt.NDArray[np.int64]
Mask = npt.NDArray[np.bool_]


class Year(NamedTuple):
    """Every line of goods as columns of whole numbers, numbered from 0, and which categories go together."""

    day: Whole
    household: Whole
    product: Whole
    shelf: Whole
    cents: Whole
    shelves: tuple[str, ...]
    early_kin: dict[
        int, list[Related]
    ]  # by day: what the days before it tell, which is all that an estimate may use
    true_kin: list[Related]  # what the whole year tells: where the halo really falls


def read(store: Path) -> Year:
    """The year of a warehouse."""
    base = ibis.duckdb.connect()
    database: duckdb.DuckDBPyConnection = base.con
    files = {name: str(store / f"{name}.parquet") for name in ("lines", "products")}
    table = database.execute(LINES, files).to_arrow_table()
    lines = base.create_table("bought", table, temp=True)
    shelves, shelf = np.unique(table["item"].to_numpy(zero_copy_only=False).astype(str), return_inverse=True)
    apart = {str(name): str(name) for name in shelves}
    return Year(
        table["day"].to_numpy().astype(np.int64),
        np.unique(table["household"].to_numpy(), return_inverse=True)[1],
        np.unique(table["product"].to_numpy(), return_inverse=True)[1],
        shelf,
        table["cents"].to_numpy().astype(np.int64),
        tuple(apart),
        {day: related(lines.filter(lines.day < day), apart) for day in KNOWN_ON},
        related(lines, apart),
    )


def made_up() -> Year:
    """A small year drawn by lot, to see that everything runs where there is no warehouse."""
    chance = np.random.default_rng(11)
    households, products, shelves, lines = 200, 240, 24, 60_000
    product = chance.integers(0, products, lines)
    day = np.sort(chance.integers(0, DAYS, lines))
    return Year(
        day,
        chance.integers(0, households, lines),
        product,
        product % shelves,
        chance.integers(50, 900, lines),
        tuple(f"shop/shelf-{number:02}" for number in range(shelves)),
        {day: [] for day in KNOWN_ON},
        [],
    )


@dataclass(frozen=True)
class Shape:
    """What one festival is and does; every figure is drawn anew for each."""

    start: int  # first day of the festival
    length: int
    waits: int  # days people wait before it
    dips: int  # days they live off it
    known_after: int  # days between the end of the dip and the review
    share: float  # of all sales, roughly, that are promoted goods
    uplift: float  # extra promoted purchases, as a multiple of the usual ones
    waiting: float  # share of promoted purchases before it that do not happen
    dip: float  # and of those after it
    cannibalised: float  # and of those of similar goods, from its first day to the end of the dip
    halo: float  # complementary purchases for each extra one
    refunded: float  # share of the extra purchases that come back within the dip

    @classmethod
    def drawn(cls, chance: np.random.Generator) -> Shape:
        length, waits, dips = (int(chance.integers(*bounds)) for bounds in ((1, 6), (5, 11), (7, 15)))
        known_after = int(chance.integers(0, 29))
        return cls(
            start=int(chance.integers(HISTORY + waits, DAYS - length - dips - known_after + 1)),
            length=length,
            waits=waits,
            dips=dips,
            known_after=known_after,
            share=chance.uniform(0.10, 0.30),
            uplift=chance.uniform(1.0, 5.0),
            waiting=chance.uniform(0.05, 0.35),
            dip=chance.uniform(0.05, 0.35),
            cannibalised=chance.uniform(0.05, 0.30),
            halo=chance.uniform(0.05, 0.25),
            refunded=chance.uniform(0.0, 0.10),
        )

    @property
    def periods(self) -> Periods:
        start = FIRST + timedelta(days=self.start)
        return Periods.around(
            Days(start, start + timedelta(days=self.length)), before=self.waits, after=self.dips
        )


class Festival(NamedTuple):
    """What the estimate is shown, and what it is not."""

    shape: Shape
    daily: Daily
    without: Daily  # the same days as they really were: a placebo
    truth: int
    parts: dict[str, int]  # of the truth, as ``Parts`` names them
    leaked: int  # of the truth: halo that fell on goods which the estimate takes for controls


def festival(year: Year, seed: int, number: int) -> Festival:
    """The festival of a seed and a number: always the same one."""
    chance = np.random.default_rng([seed, number])
    shape = Shape.drawn(chance)
    end = shape.start + shape.length + shape.dips + shape.known_after
    town = chance.random(year.household.max() + 1) < 0.7
    seen = town[year.household] & (year.day < end)
    year = year._replace(
        **{name: getattr(year, name)[seen] for name in ("day", "household", "product", "shelf", "cents")}
    )
    role = _roles(year, shape, chance)
    changed = _Changes(year, role, shape, chance)
    changed.happen()
    before, after = _daily(year, role, end), _daily(year, role, end, changed)
    return Festival(shape, after, before, changed.truth(), changed.parts(), changed.leaked())


ROLES = (Role.PROMOTED, Role.SIMILAR, Role.COMPLEMENTARY, Role.CONTROL)


def _roles(year: Year, shape: Shape, chance: np.random.Generator) -> Whole:
    """Of each line; promoted are three products of five in categories drawn until they sell their share."""
    sales = np.bincount(year.shelf, year.cents, len(year.shelves))
    offered = np.zeros(len(year.shelves), dtype=bool)
    for shelf in chance.permutation(np.argsort(-sales)[:LARGEST]):
        so_far = sales[offered].sum() + sales[shelf]
        if so_far <= 1.3 * shape.share * sales.sum():
            offered[shelf] = True
        if so_far >= shape.share * sales.sum():
            break
    promoted = chance.random(year.product.max() + 1) < 0.6
    names = {year.shelves[shelf] for shelf in np.flatnonzero(offered)}
    asked = max(day for day in KNOWN_ON if day <= shape.start - shape.waits)
    company = beside(year.early_kin[asked], names)
    complementary = np.array([name in company for name in year.shelves])
    on_shelf = offered[year.shelf]
    return np.select(
        [on_shelf & promoted[year.product], on_shelf, complementary[year.shelf]], [0, 1, 2], default=3
    ).astype(np.int64)


class _Changes:
    """What the festival adds and takes, as amounts by day: for each role, and for the controls by category."""

    def __init__(self, year: Year, role: Whole, shape: Shape, chance: np.random.Generator) -> None:
        self.year, self.role, self.shape, self.chance = year, role, shape, chance
        self.affected = np.zeros((3, DAYS), dtype=np.int64)
        self.controls = np.zeros((len(year.shelves), DAYS), dtype=np.int64)
        self.first = shape.start - shape.waits
        self.end = shape.start + shape.length
        self.last = self.end + shape.dips
        self.keen = chance.random(year.household.max() + 1) < 0.5  # households that festivals move

    def happen(self) -> None:
        """Waiting, the festival itself, and what follows."""
        keen = self.keen[self.year.household]
        promoted, similar = keen & (self.role == 0), keen & (self.role == 1)
        self._take(promoted & self._on(self.first, self.shape.start), self.shape.waiting)
        self._buy(np.flatnonzero(promoted & (self.year.day < self.first)))
        self._take(promoted & self._on(self.end, self.last), self.shape.dip)
        self._take(similar & self._on(self.shape.start, self.last), self.shape.cannibalised)

    def _on(self, start: int, end: int) -> Mask:
        return (self.year.day >= start) & (self.year.day < end)

    def _take(self, lines: Mask, share: float) -> None:
        """A share of these purchases does not happen; the keen half of the town bears it for all."""
        places = np.flatnonzero(lines)
        gone = places[self.chance.random(len(places)) < min(2 * share, 1.0)]
        np.add.at(self.affected, (self.role[gone], self.year.day[gone]), -self.year.cents[gone])

    def _buy(self, usual: Whole) -> None:
        """Purchases of other days, made once more; some bring others along, some come back."""
        year, shape = self.year, self.shape
        rate = 2 * len(usual) / self.first  # the keen half buys for all
        bought = self.chance.choice(usual, self.chance.poisson(shape.uplift * rate * shape.length))
        days = shape.start + self.chance.integers(0, shape.length, len(bought))
        np.add.at(self.affected[0], days, year.cents[bought])
        back = self.chance.random(len(bought)) < shape.refunded
        later = np.minimum(days[back] + self.chance.integers(1, 15, back.sum()), self.last - 1)
        np.add.at(self.affected[0], later, -year.cents[bought][back])
        self._bring(bought, days)

    def _bring(self, bought: Whole, days: Whole) -> None:
        """The halo: for some of the extra purchases, a line of what truly goes with their category."""
        kin = {one.item: one.complementary for one in self.year.true_kin}
        number = {name: place for place, name in enumerate(self.year.shelves)}
        of_shelf: dict[int, Whole] = {}
        for line, day in zip(bought, days, strict=True):
            company = kin.get(self.year.shelves[self.year.shelf[line]], ())
            if not company or self.chance.random() >= self.shape.halo:
                continue
            shelf = number[company[int(self.chance.integers(0, min(3, len(company))))].item]
            if shelf not in of_shelf:
                of_shelf[shelf] = np.flatnonzero((self.year.shelf == shelf) & (self.year.day < self.first))
            if len(of_shelf[shelf]):
                self._add(int(self.chance.choice(of_shelf[shelf])), int(day))

    def _add(self, line: int, day: int) -> None:
        role, cents = self.role[line], self.year.cents[line]
        if role == 3:
            self.controls[self.year.shelf[line], day] += cents
        else:
            self.affected[role, day] += cents

    def leaked(self) -> int:
        return int(self.controls.sum())

    def truth(self) -> int:
        """All that the festival changed, the leaks too."""
        return int(self.affected.sum()) + self.leaked()

    def parts(self) -> dict[str, int]:
        """As ``Parts`` names them; the leaks are halo."""
        promoted, similar, beside_them = self.affected
        start, end = self.shape.start, self.end
        return {
            "own": int(promoted[start:end].sum()),
            "waiting": int(promoted[:start].sum()),
            "pulled_forward": int(promoted[end:].sum()),
            "cannibalised": int(similar.sum()),
            "halo": int(beside_them.sum()) + self.leaked(),
        }


def _daily(year: Year, role: Whole, end: int, changed: _Changes | None = None) -> Daily:
    affected = np.stack(
        [np.bincount(year.day[role == one], year.cents[role == one], DAYS) for one in range(3)]
    )
    rest = role == 3
    at = year.shelf[rest] * DAYS + year.day[rest]
    controls = np.bincount(at, year.cents[rest], len(year.shelves) * DAYS).reshape(-1, DAYS)
    if changed is not None:
        affected, controls = affected + changed.affected, controls + changed.controls
    return Daily(
        measure="amount",
        first=FIRST,
        affected={kind: _column(sums, end) for kind, sums in zip(ROLES, affected, strict=False)},
        controls={
            name: _column(sums, end) for name, sums in zip(year.shelves, controls, strict=True) if sums.any()
        },
    )


def _column(sums: Any, end: int) -> tuple[int, ...]:
    return tuple(int(value) for value in sums[:end])
