"""What conditions look at, and what they answer when they do not hold."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import datetime
from typing import TYPE_CHECKING, NamedTuple

from msgspec import Struct
from msgspec.structs import replace

if TYPE_CHECKING:
    from feria.pricing.cart import Buyer
    from feria.pricing.owed import Owed
    from feria.pricing.scope import Scope


class Lot(Struct, frozen=True, gc=False):
    """What some lines come to when a promotion looks at them: money still payable, units."""

    spend: int
    units: int


class Unmet(Struct, frozen=True, gc=False):
    """Why something does not hold; becomes a Refusal when it is a promotion's reason.

    ``scope`` is where more would help, when that is not the promotion's own scope.
    """

    code: str
    needs: int | str = 0
    has: int | str = 0
    shortfall: int = 0
    subject: str = ""
    scope: Scope | None = None


class Problem(NamedTuple):
    """What is wrong in a promotion, where in it, and how to mend it."""

    place: str
    message: str
    mend: str


class Facts(Struct, frozen=True):
    """The circumstances of one pricing; ``lot_in`` measures any scope of the cart as it stands.

    ``owed`` tells which promotions were granted so far, ``gone`` how many places of a promotion are taken.
    """

    buyer: Buyer
    region: str
    channel: str
    now: datetime
    rank: int
    payment: str
    group: int
    lot_in: Callable[[Scope], Lot]
    owed: Owed
    gone: Mapping[str, int]

    def seen_by(self, promotion: str) -> Facts:
        """The same with the rank that this cart has in the promotion's own count, where that is known."""
        taken = self.gone.get(promotion)
        return self if taken is None else replace(self, rank=taken + 1)
