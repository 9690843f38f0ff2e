"""Counting what a festival's prices do to baskets; tallies of parts of a year add up to that of the whole."""

from __future__ import annotations

from collections import Counter, defaultdict

import msgspec

from feria.pricing import Price
from feria.review.past.baskets import Basket


class Use(msgspec.Struct):
    """One promotion at work: how often, on how many units, at what cost (minor units, >= 0)."""

    baskets: int = 0
    units: int = 0
    amount: int = 0
    funders: dict[str, int] = {}


class Standing(msgspec.Struct):
    """One household's baskets under both prices."""

    baskets: int = 0
    listed: int = 0
    charged: int = 0
    payable: int = 0


SUMS = (
    "baskets", "baskets_outside", "lines", "lines_outside", "charged_outside", "units", "listed", "charged", "payable",
    "touched_baskets", "touched_units", "unproven",
)  # fmt: skip
"""The fields of a tally that are plain sums."""


class Tally(msgspec.Struct):
    """Sums over baskets. Money in minor units."""

    baskets: int = 0
    baskets_outside: int = 0
    lines: int = 0
    lines_outside: int = 0
    charged_outside: int = 0
    units: int = 0
    listed: int = 0
    charged: int = 0
    payable: int = 0
    touched_baskets: int = 0
    touched_units: int = 0
    unproven: int = 0
    promotions: dict[str, Use] = {}
    households: dict[str, Standing] = {}

    def count(self, basket: Basket, price: Price) -> None:
        """Add one basket and its price."""
        lines = len(basket.goods.units)
        self.baskets += 1
        self.baskets_outside += basket.outside_lines == lines
        self.lines_outside += basket.outside_lines
        self.charged_outside += basket.outside_charged
        self.lines += lines
        self.units += basket.units
        self.listed += price.listed
        self.charged += basket.charged
        self.payable += price.payable
        standing = self.households.get(basket.household)
        if standing is None:
            standing = self.households[basket.household] = Standing()
        standing.baskets += 1
        standing.listed += price.listed
        standing.charged += basket.charged
        standing.payable += price.payable
        self.unproven += price.gap > 0
        if price.given:
            self._count_given(price)

    def _count_given(self, price: Price) -> None:
        self.touched_baskets += 1
        self.touched_units += price.touched
        seen = set()
        for given in price.given:
            use = self.promotions.get(given.promotion)
            if use is None:
                use = self.promotions[given.promotion] = Use()
            use.baskets += given.promotion not in seen
            seen.add(given.promotion)
            use.units += given.units
            use.amount += given.amount
            for funder in given.funders:
                use.funders[funder.who] = use.funders.get(funder.who, 0) - funder.amount

    def add(self, other: Tally) -> None:
        """Add another part of the same whole; a household is in one part only."""
        for name in SUMS:
            setattr(self, name, getattr(self, name) + getattr(other, name))
        for promotion, theirs in other.promotions.items():
            mine = self.promotions.setdefault(promotion, Use())
            mine.baskets += theirs.baskets
            mine.units += theirs.units
            mine.amount += theirs.amount
            mine.funders = dict(Counter(mine.funders) + Counter(theirs.funders))
        self.households |= other.households

    def by_funder(self) -> dict[str, int]:
        """What each funder bears, in all promotions together."""
        sums: defaultdict[str, int] = defaultdict(int)
        for use in self.promotions.values():
            for who, amount in use.funders.items():
                sums[who] += amount
        return dict(sorted(sums.items()))
