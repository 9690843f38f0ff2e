"""Orders, events and deadlines in any order whatever: after each step the books agree (P2, P4, P5).

Two orders want the last two units; each may be paid several times, declined, cancelled, run out of time;
events are told late, again, or not at all; refunds are announced by the gateway too.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from itertools import count
from typing import Any

import msgspec
import pytest
from django.db import transaction
from hypothesis import given, settings
from hypothesis import strategies as st

from feria.mall.orders.api import (
    EmptyCart,
    Event,
    Order,
    Payment,
    StateRefused,
    cancel,
    confirm_return,
    dummy,
    receive_event,
    reconcile,
    sweep,
)
from feria.mall.orders.gateways.dummy import event_of
from feria.mall.orders.models import DummyCharge, LedgerEntry
from feria.mall.orders.rules import may_become
from feria.mall.stock.api import StockShort, levels
from tests.mall.factories import make_address, make_member
from tests.mall.orders.conftest import PutOnSale, Shopper, run_out_of_time

LIKELIHOODS = {
    "set-out": 4,
    "begin": 2,
    "pay": 4,
    "pay-unheard": 2,
    "decline": 1,
    "tell": 2,
    "announce-refund": 1,
    "come-back": 2,
    "cancel": 2,
    "lapse": 2,
}
STEPS = [step for step, likelihood in LIKELIHOODS.items() for _ in range(likelihood)]
_numbers = count(1)


@dataclass
class Till:
    """One shopper's dealings, by step; those that make no sense now are passed over as a shop would."""

    shopper: Shopper
    sku: str
    orders: list[Order] = field(default_factory=list)
    references: list[str] = field(default_factory=list)

    def do(self, step: str) -> None:
        deed: Callable[[], Any] = getattr(self, step.replace("-", "_"))
        try:
            with transaction.atomic():
                deed()
        except (StockShort, StateRefused, EmptyCart):
            return

    def set_out(self) -> None:
        self.orders.append(self.shopper.order(**{self.sku: 1}))
        self.begin()

    def begin(self) -> None:
        if self.orders:
            self.references.append(self.shopper.begin(self.orders[-1]).reference)

    def pay(self) -> None:
        for reference in self.references[-1:]:
            dummy.decide(reference, "captured")

    def pay_unheard(self) -> None:
        for reference in self.references[:1]:
            dummy.decide(reference, "captured", tell=False)

    def decline(self) -> None:
        for reference in self.references[-1:]:
            dummy.decide(reference, "failed")

    def tell(self) -> None:
        for charge in DummyCharge.objects.filter(reference__in=self.references).exclude(event_id=""):
            _deliver(event_of(charge))

    def announce_refund(self) -> None:
        for charge in DummyCharge.objects.filter(reference__in=self.references, state="refunded"):
            event = event_of(charge)
            _deliver(msgspec.structs.replace(event, kind="refunded", event_id=f"{event.event_id}-back"))

    def come_back(self) -> None:
        for reference in self.references:
            confirm_return(reference)

    def cancel(self) -> None:
        if self.orders:
            cancel(self.orders[-1], None)

    def lapse(self) -> None:
        for order in Order.objects.filter(pk__in=[order.pk for order in self.orders], state="placed"):
            run_out_of_time(order)
        sweep()


def _deliver(event: Event) -> None:
    body = msgspec.json.encode(event)
    receive_event("dummy", body, dummy.sign(body))


@pytest.mark.django_db
def test_the_books_agree_after_every_step(on_sale: PutOnSale) -> None:
    @given(st.lists(st.tuples(st.integers(0, 1), st.sampled_from(STEPS)), min_size=6, max_size=20))
    @settings(max_examples=20, deadline=None)
    def agree(steps: list[tuple[int, str]]) -> None:
        sku = f"last-{next(_numbers)}"
        product = on_sale(sku, units=2)
        tills = []
        for _ in range(2):
            member = make_member()
            make_address(member)
            tills.append(Till(Shopper(member), sku))
        before: dict[str, str] = {}
        for who, step in steps:
            tills[who].do(step)
            assert reconcile().differences == (), (who, step)
            after = dict(Order.objects.values_list("number", "state"))
            for number, state in before.items():
                was_taken_up = (state, after[number]) == ("lapsed", "paid")  # by a late payment, at once
                assert after[number] == state or was_taken_up or may_become(state, after[number])
            before = after
            level = levels([product])[sku]
            assert level.held + level.sold <= 2
        expect_paid_means_stocked_or_refunded(tills)

    agree()
    states = set(Order.objects.values_list("state", flat=True))
    payments = set(Payment.objects.values_list("state", flat=True))
    assert states >= {"paid", "cancelled", "lapsed"}
    assert {"captured", "refunded"} <= payments, "the steps never came to anything"


def expect_paid_means_stocked_or_refunded(tills: list[Till]) -> None:
    """When all is told and time is up, money is kept for paid orders only, one payment each."""
    for till in tills:
        till.tell()
        till.lapse()
    for till in tills:
        payments = Payment.objects.filter(order__in=till.orders)
        kept = payments.filter(state="captured").values_list("order_id", flat=True)
        paid = Order.objects.filter(pk__in=[order.pk for order in till.orders], state="paid", payable__gt=0)
        assert sorted(kept) == sorted(paid.values_list("pk", flat=True))
        assert not payments.filter(state="refund_due").exists()
        theirs = DummyCharge.objects.filter(reference__in=till.references, state="captured")
        assert theirs.count() == len(kept), "the gateway keeps what we keep"
        captured = LedgerEntry.objects.filter(journal__startswith="capture:", order__in=till.orders).count()
        refunded = LedgerEntry.objects.filter(journal__startswith="refund:", order__in=till.orders).count()
        assert refunded <= captured
