"""A share of the price off."""

from feria.pricing.value import Kind


class Percent(Kind, frozen=True, kw_only=True, tag="percent"):
    """``bps`` basis points off: 1_000 is 10 % off, 10_000 is free."""

    bps: int
