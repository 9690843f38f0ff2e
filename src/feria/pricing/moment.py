"""The promotions in force at one moment, indexed by the lines they may touch."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Final

from feria.pricing.cart import Line
from feria.pricing.facts import Unmet
from feria.pricing.goods import Goods
from feria.pricing.item_offers import NO_ITEM_OFFERS, ItemOffers
from feria.pricing.kinds import Kinds, LineKind
from feria.pricing.lane import Lane
from feria.pricing.offer import Offer
from feria.pricing.quoted import Refusal
from feria.pricing.scope import Keys, keys_of

MAX_REMEMBERED: Final = 100_000
"""How many kinds of line a moment remembers the matches of, before it starts anew."""


class Matches:
    """The numbers of the offers that hold a line, ascending: item prices apart from the others.

    Offers about everything are in neither; the moment lists them once.
    """

    __slots__ = ("items", "others")

    def __init__(self, items: ItemOffers, others: tuple[int, ...]) -> None:
        self.items = items
        self.others = others


class Moment:
    """Between two window edges nothing changes, so everything that can be is looked up once.

    ``offers`` are in lane order, then by id. ``standing`` holds each promotion's refusal while no
    line of the cart matches it; ``place`` is where an offer's is.
    """

    def __init__(self, offers: Sequence[Offer], kinds: Kinds, now: datetime) -> None:
        self._kinds = kinds
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
        self._item_offers: dict[tuple[int, ...], ItemOffers] = {(): NO_ITEM_OFFERS}
        self._known: dict[LineKind, Matches] = {}
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

    def matches_in(self, goods: Goods) -> list[Matches]:
        """For each line that promotions may count, the offers whose scope holds it."""
        known = self._known
        found: list[Matches] = []
        for kind in self._kinds.told_apart(goods):
            matches = known.get(kind)
            if matches is None:
                if len(known) >= MAX_REMEMBERED:
                    known.clear()
                matches = known[kind] = self._match(kind.model)
            found.append(matches)
        return found

    def _match(self, line: Line) -> Matches:
        likely = set(self._likely_anywhere)
        for key in keys_of(line):
            likely.update(self._index.get(key, ()))
        held = [number for number in sorted(likely) if _holds(self.offers[number], line)]
        return Matches(
            self._together(tuple([number for number in held if self.offers[number].lane is Lane.ITEM])),
            tuple([number for number in held if self.offers[number].lane is not Lane.ITEM]),
        )

    def _together(self, items: tuple[int, ...]) -> ItemOffers:
        """These item offers as one, the same whichever line they hold."""
        known = self._item_offers.get(items)
        if known is None:
            known = ItemOffers(items, self.unit_offs, self.conditional_items)
            self._item_offers[items] = known
        return known


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
