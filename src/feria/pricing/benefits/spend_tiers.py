"""The more is spent, the more comes off (R2.3)."""

from feria.pricing.value import Kind, Value


class SpendTier(Value, frozen=True, kw_only=True):
    """From ``spend`` on: ``off`` in money, or ``off_bps`` of what is payable; one of the two."""

    spend: int
    off: int = 0
    off_bps: int = 0


class SpendTiers(Kind, frozen=True, kw_only=True, tag="spend_tiers"):
    """The highest tier reached counts, once; with ``every`` as often as its spend fits.

    Tiers ascend by ``spend``. ``cap`` bounds the whole reduction; 0 means unbounded.
    """

    tiers: tuple[SpendTier, ...]
    every: bool = False
    cap: int = 0


class EverySpend(Kind, frozen=True, kw_only=True, tag="every_spend"):
    """``off`` for every full ``spend`` ("every 300 less 50"); ``cap`` bounds the whole, 0 unbounded."""

    spend: int
    off: int
    cap: int = 0
