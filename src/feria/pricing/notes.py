"""What is noted of the offers that take nothing off: why not, who was better, and what would give more."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from feria.pricing.facts import Unmet
from feria.pricing.offer import Bid


class Ahead(NamedTuple):
    """What an offer needs to give (more), and the lines it looks at."""

    number: int
    shop: str
    lines: list[int]
    missing: Unmet


class Notes:
    """The notes on one cart. ``refused`` has the reasons by the offer's number in the moment.

    ``ahead`` gathers what would give more, when nudges are sought. Where nobody asks what does not apply and why,
    nothing is noted.
    """

    __slots__ = ("ahead", "explains", "refused", "seeks_nudges")

    def __init__(self, *, explains: bool, seeks_nudges: bool) -> None:
        self.explains = explains
        self.seeks_nudges = seeks_nudges
        self.refused: dict[int, Unmet] = {}
        self.ahead: list[Ahead] = []

    def asks(self, *, gives: bool) -> bool:
        """Whether somebody wants to know what an offer needs, be it to give or to give more."""
        return self.explains and (self.seeks_nudges or not gives)

    def refuse(self, number: int, why: Unmet) -> None:
        """Note why an offer does not apply; of several reasons that stays which is nearest to being met."""
        if not self.explains:
            return
        known = self.refused.get(number)
        if known is None or _distance(why) < _distance(known):
            self.refused[number] = why

    def lacks(self, number: int, shop: str, lines: list[int], why: Unmet, *, gives: bool) -> None:
        """Keep what an offer needs to give (more); when it gives nothing, that is why it is refused."""
        if self.seeks_nudges and why.shortfall:
            self.ahead.append(Ahead(number, shop, lines, why))
        if gives:
            return
        if shop and not why.subject:
            why = Unmet(why.code, why.needs, why.has, why.shortfall, shop, why.scope)
        self.refuse(number, why)

    def beaten(self, bids: Sequence[Bid], won: Sequence[Bid]) -> None:
        """Note who was better, for the bids that did not win."""
        if not self.explains:
            return
        winners = {bid.number for bid in won}
        for bid in bids:
            if bid.number not in winners:
                lines, foes = set(bid.lines), bid.offer.foes
                rivals = [
                    other for other in won if not lines.isdisjoint(other.lines) or other.offer.id in foes
                ]
                self.refuse(bid.number, beaten_by(bid, rivals))


def beaten_by(bid: Bid, rivals: Sequence[Bid]) -> Unmet:
    """What the bid would have given (``has``) against what its rivals give (``needs``)."""
    given = largest = 0
    subject = ""
    for rival in rivals:
        given += rival.amount
        if rival.amount > largest or not subject:
            largest, subject = rival.amount, rival.offer.id
    return Unmet("beaten-by", given, bid.amount, max(given - bid.amount, 0), subject)


def _distance(why: Unmet) -> tuple[bool, str, int, str]:
    return (why.code != "beaten-by", why.code, why.shortfall, why.subject)
