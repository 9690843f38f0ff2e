"""A sum of money off."""

from feria.pricing.value import Kind


class Amount(Kind, frozen=True, kw_only=True, tag="amount"):
    """This much off: off each unit in the item lane, off the whole scope once in later lanes."""

    amount: int
