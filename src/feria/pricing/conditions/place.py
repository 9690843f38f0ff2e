"""Where the goods go and where the order comes from."""

from collections.abc import Iterator

from feria.pricing.facts import Facts, Lot, Problem, Unmet
from feria.pricing.value import Kind


class Region(Kind, frozen=True, kw_only=True, tag="region"):
    """The goods go to one of these regions (or, with ``outside``, to none of them).

    A cart that names no region is judged by the buyer's own.
    """

    regions: tuple[str, ...]
    outside: bool = False

    def unmet(self, facts: Facts, lot: Lot) -> Unmet | None:
        """Whether the goods go elsewhere."""
        if (facts.region in self.regions) != self.outside:
            return None
        code = "excluded-region" if self.outside else "needs-region"
        return Unmet(code, ", ".join(self.regions), facts.region)

    def problems(self) -> Iterator[Problem]:
        """An empty list names no place."""
        if not self.regions:
            yield Problem("regions", "The list is empty.", "Name at least one region.")


class Channel(Kind, frozen=True, kw_only=True, tag="channel"):
    """The order comes through one of these channels."""

    channels: tuple[str, ...]

    def unmet(self, facts: Facts, lot: Lot) -> Unmet | None:
        """Whether it comes through another."""
        if facts.channel in self.channels:
            return None
        return Unmet("needs-channel", ", ".join(self.channels), facts.channel)

    def problems(self) -> Iterator[Problem]:
        """An empty list names no channel."""
        if not self.channels:
            yield Problem("channels", "The list is empty.", "Name at least one channel.")
