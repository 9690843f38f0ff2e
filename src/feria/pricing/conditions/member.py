"""Who buys: level, novelty, birthday, gender, tags (R2.10)."""

from collections.abc import Iterator
from datetime import date

from feria.pricing.facts import Facts, Lot, Problem, Unmet
from feria.pricing.instants import in_zone, problems_of_zone
from feria.pricing.value import Kind


class MemberLevel(Kind, frozen=True, kw_only=True, tag="member_level"):
    """The buyer's level is at least this."""

    at_least: int

    def unmet(self, facts: Facts, lot: Lot) -> Unmet | None:
        """How many levels are missing."""
        level = facts.buyer.level
        if level >= self.at_least:
            return None
        return Unmet("needs-level", self.at_least, level, self.at_least - level)

    def problems(self) -> Iterator[Problem]:
        """Levels count from 0."""
        if self.at_least < 0:
            yield Problem("at_least", "A level cannot be negative.", "Use 0 or more.")


class NewMember(Kind, frozen=True, kw_only=True, tag="new_member"):
    """The buyer has never bought here (or, with ``new=False``, has)."""

    new: bool = True

    def unmet(self, facts: Facts, lot: Lot) -> Unmet | None:
        """Whether it is the other sort of buyer."""
        if facts.buyer.is_new == self.new:
            return None
        return Unmet("needs-new-member" if self.new else "needs-returning-member")

    def problems(self) -> Iterator[Problem]:
        """None."""
        yield from ()


class Birthday(Kind, frozen=True, kw_only=True, tag="birthday"):
    """Today is the buyer's birthday, by the calendar of ``time_zone``.

    Who was born on 29 February celebrates on the 28th in common years.
    """

    time_zone: str = "UTC"

    def unmet(self, facts: Facts, lot: Lot) -> Unmet | None:
        """Whether the buyer has told a birthday, and whether it is another day."""
        born = facts.buyer.birthday
        if born is None:
            return Unmet("needs-birthday")
        today = in_zone(facts.now, self.time_zone).date()
        if _celebrated(born, today.year) == today:
            return None
        return Unmet("needs-birthday", f"{today:%m-%d}", f"{born:%m-%d}")

    def problems(self) -> Iterator[Problem]:
        """The time zone must exist."""
        yield from problems_of_zone(self.time_zone)


def _celebrated(born: date, year: int) -> date:
    try:
        return born.replace(year=year)
    except ValueError:
        return date(year, 2, 28)


class Gender(Kind, frozen=True, kw_only=True, tag="gender"):
    """The buyer states this gender."""

    gender: str

    def unmet(self, facts: Facts, lot: Lot) -> Unmet | None:
        """Whether the buyer states another, or none."""
        if facts.buyer.gender == self.gender:
            return None
        return Unmet("needs-gender", self.gender, facts.buyer.gender)

    def problems(self) -> Iterator[Problem]:
        """It must be named."""
        if not self.gender:
            yield Problem("gender", "No gender is named.", "Name one, or drop the condition.")


class MemberTags(Kind, frozen=True, kw_only=True, tag="member_tags"):
    """The buyer bears at least one of these tags."""

    tags: tuple[str, ...]

    def unmet(self, facts: Facts, lot: Lot) -> Unmet | None:
        """Whether the buyer bears none of them."""
        if any(tag in self.tags for tag in facts.buyer.tags):
            return None
        return Unmet("needs-membership", ", ".join(self.tags), ", ".join(facts.buyer.tags))

    def problems(self) -> Iterator[Problem]:
        """An empty list lets nobody in."""
        if not self.tags:
            yield Problem("tags", "The list is empty, so nobody qualifies.", "Name at least one tag.")


class BirthYear(Kind, frozen=True, kw_only=True, tag="birth_year"):
    """The buyer was born in these years, both included."""

    first: int
    last: int

    def unmet(self, facts: Facts, lot: Lot) -> Unmet | None:
        """Whether the buyer has told a birthday, and whether it is in another year."""
        born = facts.buyer.birthday
        if born is not None and self.first <= born.year <= self.last:
            return None
        return Unmet("needs-birth-year", f"{self.first}-{self.last}", born.year if born else "")

    def problems(self) -> Iterator[Problem]:
        """The years ascend."""
        if self.first > self.last:
            yield Problem("last", "The last year is before the first.", "Put them in order.")
