"""A price instead of the listed one."""

from feria.pricing.value import Kind


class FixedPrice(Kind, frozen=True, kw_only=True, tag="fixed_price"):
    """Each unit costs this; never dearer than it was."""

    unit_price: int
