"""The more units are bought, the more comes off."""

from feria.pricing.value import Kind, Value


class QuantityTier(Value, frozen=True, kw_only=True):
    """From ``quantity`` units on: ``off`` in money, or ``off_bps`` of what is payable; one of the two."""

    quantity: int
    off: int = 0
    off_bps: int = 0


class QuantityTiers(Kind, frozen=True, kw_only=True, tag="quantity_tiers"):
    """The highest tier reached counts, once; with ``every`` as often as its quantity fits.

    Tiers ascend by ``quantity``. ``cap`` bounds the whole reduction; 0 means unbounded.
    """

    tiers: tuple[QuantityTier, ...]
    every: bool = False
    cap: int = 0


class EveryQuantity(Kind, frozen=True, kw_only=True, tag="every_quantity"):
    """``off`` for every full ``quantity`` of units; ``cap`` bounds the whole, 0 unbounded."""

    quantity: int
    off: int
    cap: int = 0
