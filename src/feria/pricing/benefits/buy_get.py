"""Multi-buy: of each so many units the cheapest are reduced (R2.6)."""

from feria.pricing.value import Kind


class BuyGet(Kind, frozen=True, kw_only=True, tag="buy_get"):
    """Of each ``size`` units the ``cheapest`` get ``off_bps`` off, at most ``limit`` times (0: any).

    Buy one get one free is size 2, cheapest 1; three for two is size 3, cheapest 1.
    """

    size: int
    cheapest: int = 1
    off_bps: int = 10_000
    limit: int = 0
