"""Buy some goods, get others reduced: "two packs of coffee, a mug free"."""

from collections.abc import Iterator, Sequence
from typing import ClassVar

from feria.pricing.benefits.bundle_price import set_problems
from feria.pricing.benefits.lanes import BUNDLE
from feria.pricing.facts import Problem, Unmet
from feria.pricing.grouping import Grouping, Sets
from feria.pricing.money import FULL_BPS, share_of
from feria.pricing.scope import Either, Scope
from feria.pricing.value import Kind


class BuyXGetY(Kind, frozen=True, kw_only=True, tag="buy_x_get_y"):
    """For each ``buy`` units of the promotion's scope, ``get`` units of ``goods`` at ``off_bps`` off.

    At most ``limit`` times (0: any). A unit that is bought for it is not also the one reduced.
    """

    lanes: ClassVar = BUNDLE
    goods: Scope
    buy: int = 1
    get: int = 1
    off_bps: int = FULL_BPS
    limit: int = 0

    def reach(self, scope: Scope) -> Scope:
        """The lines a group may be made of."""
        return Either(scopes=(scope, self.goods))

    def grouping(self, scope: Scope, units: int) -> Grouping:
        """How units are grouped."""
        return _BoughtAndGot([scope, self.goods], [self.buy, self.get], self.limit, self.off_bps)

    def further(self, spend: int, units: int) -> Unmet | None:
        """The goods that complete a group."""
        return Unmet("incomplete-set")

    def problems(self) -> Iterator[Problem]:
        """Something is bought and something got."""
        yield from set_problems(0, self.limit)
        for name, units in (("buy", self.buy), ("get", self.get)):
            if units < 1:
                yield Problem(name, "At least one unit is needed.", "Use 1 or more.")
        if not 0 < self.off_bps <= FULL_BPS:
            yield Problem(
                "off_bps",
                f"{self.off_bps / 100:g} % is not a reduction.",
                "Use more than 0 % and at most 100 %.",
            )
        yield from (Problem(f"goods.{place}", *rest) for place, *rest in self.goods.problems())


class _BoughtAndGot(Sets):
    """Sets of what is bought and what is got; the latter is reduced."""

    def __init__(self, scopes: Sequence[Scope], needs: Sequence[int], limit: int, off_bps: int) -> None:
        super().__init__(scopes, needs, limit)
        self.off_bps = off_bps

    def unit_off(self, part: int, price: int) -> int:
        """A share of what is got."""
        return share_of(price, self.off_bps) if part else 0
