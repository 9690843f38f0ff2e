"""What an order brings after it is paid; it never changes what is payable (R2.1, lane 9)."""

from collections.abc import Iterator
from typing import ClassVar, Literal

from feria.pricing.benefits.lanes import GRANT
from feria.pricing.facts import Problem, Unmet
from feria.pricing.value import Kind


class Grant(Kind, frozen=True, kw_only=True, tag="grant"):
    """``amount`` of something: once, or for ``every`` so much payable in scope, at most ``most`` (0: any).

    ``what`` is points, a rebate in money, coupons for next time, chances in a draw or gifts; ``of``
    names the coupon's template, the draw or the gift's article.
    ``value`` is what a gift is charged at, each, when the order is returned without it.
    """

    lanes: ClassVar = GRANT
    what: Literal["points", "rebate", "coupon", "draw", "gift"]
    amount: int = 1
    of: str = ""
    every: int = 0
    most: int = 0
    value: int = 0

    def granted(self, spend: int) -> int:
        """How much of it an order of so much brings."""
        amount = self.amount * (spend // self.every) if self.every else self.amount
        return min(amount, self.most) if self.most else amount

    def further(self, spend: int) -> Unmet | None:
        """The next time it is granted."""
        if not self.every or (self.most and self.granted(spend) >= self.most):
            return None
        needs = (spend // self.every + 1) * self.every
        return Unmet("needs-spend", needs, spend, needs - spend)

    def problems(self) -> Iterator[Problem]:
        """Something is granted; what needs a name has one."""
        if self.amount <= 0:
            yield Problem("amount", "Nothing is granted.", "Use a positive amount.")
        if self.every < 0 or self.most < 0 or self.value < 0:
            yield Problem(
                "every", "A step, a limit or a value is negative.", "Use a positive amount, or 0 for none."
            )
        if self.what in ("coupon", "draw", "gift") and not self.of:
            yield Problem("of", f"It is not said which {self.what} is granted.", "Name it.")
