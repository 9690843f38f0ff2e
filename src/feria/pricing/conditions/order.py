"""What kind of order it is: its rank, its number, its hour, its payment, the group behind it."""

from collections.abc import Iterator
from datetime import time

from feria.pricing.facts import Facts, Lot, Problem, Unmet
from feria.pricing.instants import in_zone, problems_of_zone
from feria.pricing.value import Kind


class FirstOrders(Kind, frozen=True, kw_only=True, tag="first_orders"):
    """The order is among the first ``count`` of all (R2.11); its rank is handed in with the cart."""

    count: int

    def unmet(self, facts: Facts, lot: Lot) -> Unmet | None:
        """The rank, if it is too late or not known."""
        if 0 < facts.rank <= self.count:
            return None
        return Unmet("needs-rank", self.count, facts.rank)

    def problems(self) -> Iterator[Problem]:
        """At least one order is the first."""
        if self.count < 1:
            yield Problem("count", "No order is among the first none.", "Use 1 or more.")


class FirstUnits(Kind, frozen=True, kw_only=True, tag="first_units"):
    """The units are among the first ``count`` sold at a price (R2.12): how many are gone is handed in with the cart.

    Promotions that name the same ``of`` sell from one count. ``per_member`` (0: no limit) is for whoever counts:
    a member who had some finds so many fewer left.
    """

    count: int
    of: str
    per_member: int = 0

    def unmet(self, facts: Facts, lot: Lot) -> Unmet | None:
        """How many are left, when that is less than is wanted; all of it or nothing."""
        if not facts.rank:
            return Unmet("needs-units", self.count)
        left = self.count - facts.rank + 1
        if lot.units <= left:
            return None
        return Unmet("needs-fewer", left, lot.units) if left > 0 else Unmet("units-gone", self.count)

    def problems(self) -> Iterator[Problem]:
        """There is something to sell, and a name to count it by."""
        if self.count < 1:
            yield Problem("count", "Nothing is sold of none.", "Use 1 or more.")
        if not self.of:
            yield Problem("of", "Nobody can count what has no name.", "Name what is counted.")
        if self.per_member < 0:
            yield Problem("per_member", "A member cannot have fewer than none.", "Use 0 or more.")


class BuyersOrder(Kind, frozen=True, kw_only=True, tag="buyers_order"):
    """It is the buyer's ``number``-th order of the festival."""

    number: int

    def unmet(self, facts: Facts, lot: Lot) -> Unmet | None:
        """Which order it would be."""
        now = facts.buyer.orders + 1
        return None if now == self.number else Unmet("needs-order-number", self.number, now)

    def problems(self) -> Iterator[Problem]:
        """Orders are counted from 1."""
        if self.number < 1:
            yield Problem("number", "Orders are counted from 1.", "Use 1 or more.")


class DailyHours(Kind, frozen=True, kw_only=True, tag="daily_hours"):
    """Every day from ``start`` on until just before ``end``, by the clock of ``time_zone``.

    Hours that end before they start run over midnight.
    """

    start: time
    end: time
    time_zone: str = "UTC"

    def unmet(self, facts: Facts, lot: Lot) -> Unmet | None:
        """The hours, if it is outside them."""
        now = in_zone(facts.now, self.time_zone).time()
        within = (
            self.start <= now < self.end if self.start < self.end else now >= self.start or now < self.end
        )
        return (
            None if within else Unmet("needs-hours", f"{self.start:%H:%M}-{self.end:%H:%M}", f"{now:%H:%M}")
        )

    def problems(self) -> Iterator[Problem]:
        """The hours hold some time, and the time zone exists."""
        if self.start == self.end:
            yield Problem(
                "end", "The hours end as they start.", "Put the end elsewhere, or drop the condition."
            )
        if self.start.tzinfo or self.end.tzinfo:
            yield Problem(
                "start", "The hours name an offset.", "Write plain times; time_zone says whose clock it is."
            )
        yield from problems_of_zone(self.time_zone)


class PaymentMethod(Kind, frozen=True, kw_only=True, tag="payment_method"):
    """The order is paid in one of these ways."""

    methods: tuple[str, ...]

    def unmet(self, facts: Facts, lot: Lot) -> Unmet | None:
        """Whether it is paid in another."""
        if facts.payment in self.methods:
            return None
        return Unmet("needs-payment", ", ".join(self.methods), facts.payment)

    def problems(self) -> Iterator[Problem]:
        """An empty list names no way to pay."""
        if not self.methods:
            yield Problem("methods", "The list is empty.", "Name at least one way to pay.")


class GroupSize(Kind, frozen=True, kw_only=True, tag="group_size"):
    """At least so many people buy together."""

    at_least: int

    def unmet(self, facts: Facts, lot: Lot) -> Unmet | None:
        """How many are missing."""
        if facts.group >= self.at_least:
            return None
        return Unmet("needs-group", self.at_least, facts.group, self.at_least - facts.group)

    def problems(self) -> Iterator[Problem]:
        """One alone is a group already."""
        if self.at_least < 2:
            yield Problem("at_least", "Every buyer is a group of one.", "Use 2 or more.")
