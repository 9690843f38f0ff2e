"""The promotions in force at one moment, indexed by the lines they may touch."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import TypeAlias

from feria.pricing.cart import Line
from feria.pricing.facts import Unmet
from feria.pricing.goods import Ware
from feria.pricing.lane import Lane
from feria.pricing.offer import Offer
from feria.pricing.quoted import Refusal
from feria.pricing.scope import Keys, keys_of, named

ItemPrice: TypeAlias = tuple[int, int, list[tuple[int, int]]]
"""What comes off a unit, by which offer (-1: none), and what each of the others would take off."""

MAX_REMEMBERED = 100_000
"""How many kinds of line a moment remembers the matches of, before it starts anew."""


class Matches:
    """The numbers of the offers that hold a line, ascending: item prices apart from the others.

    Offers about everything are in neither; the moment lists them once.
    """

    __slots__ = ("items", "others")

    def __init__(self, items: tuple[int, ...], others: tuple[int, ...]) -> None:
        self.items = items
        self.others = others


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
        self.lane_of = [offer.lane_order for offer in self.offers]
        self.unit_offs = {
            number: offer.benefit.unit_off
            for number, offer in enumerate(self.offers)
            if offer.lane is Lane.ITEM
        }
        numbers = range(len(self.offers))
        self.conditional_items = frozenset(
            n for n in numbers if self.offers[n].lane is Lane.ITEM and self.offers[n].conditions
        )
        self.everywhere = [
            n for n in numbers if self.offers[n].is_everywhere and self.offers[n].lane is not Lane.ITEM
        ]
        self.full_price_only = [n for n in numbers if self.offers[n].promotion.stacking.full_price_only]
        self._likely_anywhere: list[int] = []
        self._index: dict[tuple[str, str], list[int]] = {}
        self._priced: dict[tuple[tuple[int, ...], int], ItemPrice] = {}
        self._remembered: dict[Ware, Matches] = {}
        self._alike: dict[Ware, Matches] = {}
        self._named = frozenset(key for offer in self.offers for key in named(offer.scope))
        for number in set(numbers).difference(self.everywhere):
            self._file(number, self.offers[number])

    def _file(self, number: int, offer: Offer) -> None:
        keys: Keys = offer.scope.keys()
        if offer.shop and (keys is None or len(keys) > 1):
            keys = frozenset({("shop", offer.shop)})
        if keys is None:
            self._likely_anywhere.append(number)
            return
        for key in keys:
            self._index.setdefault(key, []).append(number)

    def item_price(self, items: tuple[int, ...], price: int) -> ItemPrice:
        """The best of these item offers for a unit at this price, and what each would take off."""
        known = self._priced.get((items, price))
        if known is None:
            known = best_price([(number, self.unit_offs[number](price)) for number in items])
            if len(self._priced) >= MAX_REMEMBERED:
                self._priced.clear()
            self._priced[items, price] = known
        return known

    def matches(self, ware: Ware, line: Line) -> Matches:
        """The offers whose scope holds this line, which is such a ware."""
        known = self._remembered.get(ware)
        if known is None:
            known = self._match_alike(line)
            if len(self._remembered) >= MAX_REMEMBERED:
                self._remembered.clear()
            self._remembered[ware] = known
        return known

    def _match_alike(self, line: Line) -> Matches:
        """What holds one line holds all that differ from it in nothing that an offer names."""
        told = self._named
        sku = line.sku if ("sku", line.sku) in told else ""
        brand = line.brand if ("brand", line.brand) in told else ""
        tags = tuple([tag for tag in line.tags if ("tag", tag) in told])
        ware = (sku, line.shop, line.category, brand, tags)
        known = self._alike.get(ware)
        if known is None:
            known = self._match(line)
            if len(self._alike) >= MAX_REMEMBERED:
                self._alike.clear()
            self._alike[ware] = known
        return known

    def _match(self, line: Line) -> Matches:
        likely = set(self._likely_anywhere)
        for key in keys_of(line):
            likely.update(self._index.get(key, ()))
        held = [number for number in sorted(likely) if _holds(self.offers[number], line)]
        return Matches(
            items=tuple(number for number in held if self.offers[number].lane is Lane.ITEM),
            others=tuple(number for number in held if self.offers[number].lane is not Lane.ITEM),
        )


def best_price(offs: Sequence[tuple[int, int]]) -> ItemPrice:
    """The largest of what offers would take off a unit; among equals that of the offer named first."""
    best, winner = 0, -1
    for number, off in offs:
        if off > best:
            best, winner = off, number
    return best, winner, [entry for entry in offs if entry[0] != winner]


def _holds(offer: Offer, line: Line) -> bool:
    return (not offer.shop or offer.shop == line.shop) and offer.scope.holds(line)


def _out_of_time(offer: Offer, now: datetime) -> Unmet | None:
    windows = offer.promotion.windows
    if not windows or any(window.start_at <= now < window.end_at for window in windows):
        return None
    coming = [window.start_at for window in windows if window.start_at > now]
    if coming:
        return Unmet("not-now", needs=min(coming).isoformat())
    return Unmet("over", needs=max(window.end_at for window in windows).isoformat())
