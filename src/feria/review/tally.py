"""Counting what a festival's prices do to baskets; tallies of parts of a year add up to that of the whole."""

from __future__ import annotations

from collections import Counter, defaultdict

import msgspec

from feria.pricing import Quote
from feria.review.baskets import Basket


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

    def count(self, basket: Basket, quote: Quote) -> None:
        """Add one basket and its price."""
        self.baskets += 1
        self.baskets_outside += basket.outside_lines == len(quote.lines)
        self.lines_outside += basket.outside_lines
        self.charged_outside += basket.outside_charged
        self.lines += len(quote.lines)
        self.units += basket.units
        self.listed += quote.listed
        self.charged += basket.charged
        self.payable += quote.payable
        standing = self.households.setdefault(basket.household, Standing())
        standing.baskets += 1
        standing.listed += quote.listed
        standing.charged += basket.charged
        standing.payable += quote.payable
        self.unproven += not quote.proven
        if quote.adjustments:
            self._count_adjustments(quote)

    def _count_adjustments(self, quote: Quote) -> None:
        self.touched_baskets += 1
        for line in quote.lines:
            if line.payable < line.listed:
                self.touched_units += sum(
                    group.quantity for group in line.units if group.payable < line.unit_price
                )
        seen = set()
        for adjustment in quote.adjustments:
            use = self.promotions.setdefault(adjustment.promotion, Use())
            use.baskets += adjustment.promotion not in seen
            seen.add(adjustment.promotion)
            use.units += sum(share.quantity for share in adjustment.shares)
            use.amount -= adjustment.amount
            for funder in adjustment.funders:
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
