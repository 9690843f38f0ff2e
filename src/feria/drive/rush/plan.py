"""What is to be driven: which session, which crowd, how it behaves."""

from __future__ import annotations

import msgspec


class Buyer(msgspec.Struct, frozen=True):
    """A member before the lane, with the token that says so. Several buyers may be the same member: it has limits."""

    member: str
    token: str


class RushPlan(msgspec.Struct, frozen=True, kw_only=True):
    """``offsets`` are seconds after the session's start, one for each buyer; shares are 0 to 1."""

    url: str
    session: str
    skus: tuple[str, ...]
    buyers: tuple[Buyer, ...]
    offsets: tuple[float, ...]
    drive_token: str = ""  # orders and pays for members; without it nobody orders
    most_units: int = 1  # a buyer asks for one to so many
    pay_rate: float = 0.8  # of those who order
    abandon: float = 0.1  # of those who hold: never order
    think: float = 0.5  # seconds between claim and order, on average
    patience: float = 60.0  # seconds after the start at which who has no answer yet gives up
    connections: int = 200
    shoppers: int = 8  # who order or pay at the same time
    seed: int = 1
