"""The more is spent, the more comes off, or a gift instead: the shopper's choice (R2.9)."""

from collections.abc import Iterator
from typing import ClassVar

from feria.pricing.benefits.tiers import further, problems, reached, worth
from feria.pricing.facts import Problem, Unmet
from feria.pricing.lane import Lane
from feria.pricing.value import Kind, Value


class Gift(Value, frozen=True, kw_only=True):
    """An article given, and what it is worth when it is not returned with the goods."""

    sku: str
    value: int = 0


class ChoiceTier(Value, frozen=True, kw_only=True):
    """From ``spend`` on: ``off`` in money, or one of the ``gifts``."""

    spend: int
    off: int
    gifts: tuple[Gift, ...] = ()

    @property
    def reach(self) -> int:
        """Where the tier starts."""
        return self.spend

    @property
    def off_bps(self) -> int:
        """Choice tiers take off money only."""
        return 0


class ChoiceTiers(Kind, frozen=True, kw_only=True, tag="choice_tiers"):
    """The highest tier reached counts, once: its money, or the gift the cart picks; never both.

    A gift may be picked from any tier reached. A cart that picks none, or one it cannot have, gets
    the money.
    """

    lanes: ClassVar = frozenset({Lane.SHOP, Lane.MALL})
    tiers: tuple[ChoiceTier, ...]

    @property
    def is_rate(self) -> bool:
        """What a floor withholds from one unit comes off the others."""
        return False

    def reduction(self, spend: int, units: int) -> int:
        """What comes off the lot."""
        tier = reached(self.tiers, spend)
        return worth(tier, spend, spend, every=False, cap=0) if tier else 0

    def most(self, spend: int, units: int) -> int:
        """No lot that owes less gets more."""
        return self.reduction(spend, units)

    def gift(self, spend: int, sku: str) -> Gift | None:
        """The gift of this article, if a tier reached offers it."""
        tiers = (tier for tier in self.tiers if tier.spend <= spend)
        return next((gift for tier in tiers for gift in tier.gifts if gift.sku == sku), None)

    def gift_from(self, sku: str) -> int:
        """The spend from which this article may be picked."""
        return min(tier.spend for tier in self.tiers if any(gift.sku == sku for gift in tier.gifts))

    def further(self, spend: int, units: int) -> Unmet | None:
        """The next tier."""
        return further(self.tiers, spend, "needs-spend", every=False)

    def problems(self) -> Iterator[Problem]:
        """As for spend tiers; and gifts are named and worth nothing less than nothing."""
        yield from problems(self.tiers, "spend", every=False, cap=0)
        for number, tier in enumerate(self.tiers):
            for place, gift in enumerate(tier.gifts):
                if not gift.sku or gift.value < 0:
                    yield Problem(
                        f"tiers[{number}].gifts[{place}]",
                        "The gift has no article or a negative value.",
                        "Name it; use 0 or more.",
                    )
