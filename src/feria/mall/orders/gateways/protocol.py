"""What the mall asks of a payment gateway, and what a gateway tells it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal, Protocol

from msgspec import Struct

if TYPE_CHECKING:
    from feria.mall.orders.models import Payment

Kind = Literal["captured", "failed", "refunded"]


class Redirect(Struct, frozen=True, kw_only=True):
    """Where to send the buyer, and the payment's reference."""

    url: str
    reference: str


class Event(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Something the gateway did. ``amount`` is in minor units; the same ``event_id`` is the same event."""

    event_id: str
    kind: Kind
    reference: str
    order_number: str
    amount: int
    currency: str


class Status(Struct, frozen=True, kw_only=True):
    """How a payment stands at the gateway; ``event`` is what its webhook told, or would have told, of it."""

    state: Literal["open", "captured", "failed", "refunded", "unknown"]
    event: Event | None = None


class Gateway(Protocol):
    """One payment service. No method is called inside a transaction; each may raise GatewayDown."""

    def start(self, payment: Payment, return_url: str) -> Redirect:
        """Open a payment; the buyer goes to the answered address and comes back to ``return_url``."""
        ...

    def verify(self, body: bytes, signature: str) -> Event:
        """The event in a webhook's body. Raises EventRefused unless the gateway signed exactly this."""
        ...

    def status(self, reference: str) -> Status:
        """How the payment stands, asked when the redirect or the webhook was lost."""
        ...

    def refund(self, payment: Payment) -> None:
        """Give all of the payment back. Asked twice, it is done once."""
        ...
