"""Where the goods go and where the order comes from."""

from feria.pricing.value import Kind


class Region(Kind, frozen=True, kw_only=True, tag="region"):
    """The goods go to one of these regions (or, with ``outside``, to none of them).

    A cart that names no region is judged by the buyer's own.
    """

    regions: tuple[str, ...]
    outside: bool = False


class Channel(Kind, frozen=True, kw_only=True, tag="channel"):
    """The order comes through one of these channels."""

    channels: tuple[str, ...]
