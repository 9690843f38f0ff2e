"""How much must be bought: money and units, exact in minor units (R2.5)."""

from feria.pricing.scope import Scope
from feria.pricing.value import Kind


class MinSpend(Kind, frozen=True, kw_only=True, tag="min_spend"):
    """At least this much is still payable in scope when the promotion's turn comes (R2.4)."""

    amount: int
    scope: Scope | None = None


class MinQuantity(Kind, frozen=True, kw_only=True, tag="min_quantity"):
    """At least so many units are in scope."""

    quantity: int
    scope: Scope | None = None
