"""The promotions in force at one moment, indexed by the lines they may touch."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import TypeAlias

from feria.pricing.cart import Line
from feria.pricing.facts import Unmet
from feria.pricing.offer import Offer
from feria.pricing.quoted import Refusal
from feria.pricing.scope import Keys, keys_of

Signature: TypeAlias = tuple[str, str, str, str, tuple[str, ...]]

MAX_REMEMBERED = 100_000
"""How many kinds of line a moment remembers the matches of, before it starts anew."""


class Moment:
    """Between two window edges nothing changes, so everything that can be is looked up once.

    ``offers`` are in lane order, then by id. ``standing`` holds each promotion's refusal while no
    line of the cart matches it; ``place`` is where an offer's is.
    """

    def __init__(self, offers: Sequence[Offer], now: datetime) -> None:
        self.offers: list[Offer] = []
        self.place: list[int] = []
        self.standing: list[Refusal] = []
        for offer in offers:
            why = _out_of_time(offer, now)
            if why is None:
                self.place.append(len(self.standing))
                self.offers.append(offer)
                self.standing.append(offer.no_items)
            else:
                self.standing.append(offer.refusal(why))
        self._anywhere: list[int] = []
        self._index: dict[tuple[str, str], list[int]] = {}
        self._remembered: dict[Signature, tuple[int, ...]] = {}
        for number, offer in enumerate(self.offers):
            self._file(number, offer)

    def _file(self, number: int, offer: Offer) -> None:
        keys: Keys = offer.promotion.scope.keys()
        if offer.shop and (keys is None or len(keys) > 1):
            keys = frozenset({("shop", offer.shop)})
        if keys is None:
            self._anywhere.append(number)
            return
        for key in keys:
            self._index.setdefault(key, []).append(number)

    def matches(self, line: Line) -> tuple[int, ...]:
        """The numbers of the offers whose scope holds this line, ascending."""
        signature = (line.sku, line.shop, line.category, line.brand, line.tags)
        known = self._remembered.get(signature)
        if known is None:
            known = self._match(line)
            if len(self._remembered) >= MAX_REMEMBERED:
                self._remembered.clear()
            self._remembered[signature] = known
        return known

    def _match(self, line: Line) -> tuple[int, ...]:
        likely = set(self._anywhere)
        for key in keys_of(line):
            likely.update(self._index.get(key, ()))
        return tuple(number for number in sorted(likely) if self._holds(self.offers[number], line))

    @staticmethod
    def _holds(offer: Offer, line: Line) -> bool:
        return (not offer.shop or offer.shop == line.shop) and offer.promotion.scope.holds(line)


def _out_of_time(offer: Offer, now: datetime) -> Unmet | None:
    windows = offer.promotion.windows
    if not windows or any(window.start_at <= now < window.end_at for window in windows):
        return None
    coming = [window.start_at for window in windows if window.start_at > now]
    if coming:
        return Unmet("not-now", needs=min(coming).isoformat())
    return Unmet("over", needs=max(window.end_at for window in windows).isoformat())
