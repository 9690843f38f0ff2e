"""A gateway of the mall's own that moves no money: it redirects, signs, forgets nothing, like a real one.

Its page (/pay/dummy/<reference>/) shows ``charge(reference)`` and tells ``decide`` what the buyer chose.
"""

from __future__ import annotations

import hashlib
import hmac
import secrets
from typing import TYPE_CHECKING, Literal

import msgspec
from django.conf import settings
from django.db import transaction

from feria.mall.kit.api import database_now
from feria.mall.orders.errors import EventRefused, PaymentUnknown
from feria.mall.orders.gateways.protocol import Event, Redirect, Status
from feria.mall.orders.models import DummyCharge
from feria.mall.orders.settling import receive_event

if TYPE_CHECKING:
    from feria.mall.orders.models import Payment

NAME = "dummy"
_State = DummyCharge.State


class DummyGateway:
    """Keeps its books in a table of its own, DummyCharge, as if it were another company."""

    def start(self, payment: Payment, return_url: str) -> Redirect:
        """Open a charge and name its page."""
        DummyCharge.objects.get_or_create(
            reference=payment.reference,
            defaults={
                "order_number": payment.order.number,
                "amount": payment.amount,
                "currency": payment.currency,
                "return_url": return_url,
                "opened_at": database_now(),
            },
        )
        return Redirect(url=f"/pay/{NAME}/{payment.reference}/", reference=payment.reference)

    def verify(self, body: bytes, signature: str) -> Event:
        """The event, if the secret we share signed it."""
        if not hmac.compare_digest(sign(body).encode(), signature.encode()):
            raise EventRefused("bad-signature")
        try:
            return msgspec.json.decode(body, type=Event)
        except msgspec.MsgspecError as error:
            raise EventRefused("malformed") from error

    def status(self, reference: str) -> Status:
        """The charge as the books have it."""
        found = charge(reference)
        if found is None:
            return Status(state="unknown")
        event = event_of(found) if found.event_id else None
        return msgspec.convert({"state": found.state, "event": event}, Status)

    def refund(self, payment: Payment) -> None:
        """Write the charge off; a charge that took nothing has nothing to give back."""
        DummyCharge.objects.filter(reference=payment.reference, state=_State.CAPTURED).update(
            state=_State.REFUNDED
        )


def charge(reference: str) -> DummyCharge | None:
    """The charge that a page is about."""
    return DummyCharge.objects.filter(reference=reference).first()


def decide(reference: str, outcome: Literal["captured", "failed"], tell: bool = True) -> str:
    """The buyer pays or declines: write it down, tell the mall as a webhook would, answer where to go back to.

    Decided twice, the first decision stands and is told again. ``tell=False``: the webhook gets lost.
    Raises PaymentUnknown.
    """
    with transaction.atomic():
        DummyCharge.objects.filter(reference=reference, state=_State.OPEN).update(
            state=outcome, decided_at=database_now(), event_id=f"evt_{secrets.token_hex(12)}"
        )
    found = charge(reference)
    if found is None:
        raise PaymentUnknown(reference)
    if tell:
        body = msgspec.json.encode(event_of(found))
        receive_event(NAME, body, sign(body))
    return found.return_url


def event_of(found: DummyCharge) -> Event:
    """What the gateway has to say about a decided charge."""
    return Event(
        event_id=found.event_id,
        kind="failed" if found.state == _State.FAILED else "captured",
        reference=found.reference,
        order_number=found.order_number,
        amount=found.amount,
        currency=found.currency,
    )


def sign(body: bytes) -> str:
    """The signature that goes with a webhook's body. An empty secret signs nothing."""
    if not settings.GATEWAY_SECRET:
        raise EventRefused("bad-signature")
    return hmac.new(settings.GATEWAY_SECRET.encode(), body, hashlib.sha256).hexdigest()
