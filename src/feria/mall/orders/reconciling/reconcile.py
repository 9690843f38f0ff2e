"""Does everything still agree? Stock with holds, holds with orders, coupons with uses, ledger with payments, the board with orders (P17).

It reports and changes nothing (``repair`` counts anew what is derived), reads everything as of one moment, and keeps nobody from selling meanwhile.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterator
from dataclasses import dataclass

from django.db.models import F, Sum

from feria.mall.coupons.api import Redemption, miscounted
from feria.mall.kit.api import one_moment
from feria.mall.orders.errors import GatewayDown
from feria.mall.orders.gateways import gateway_named
from feria.mall.orders.group.books import group_differences
from feria.mall.orders.ledger import BUYER
from feria.mall.orders.models import LedgerEntry, Order, OrderLine, Payment
from feria.mall.orders.reconciling.board import board_differences
from feria.mall.orders.reconciling.differences import Difference, differ
from feria.mall.orders.reconciling.prepaid import prepaid_differences
from feria.mall.orders.reconciling.quotas import quota_differences
from feria.mall.stock.api import claims, counter_drifts

_State = Order.State
_HELD_AS: dict[str, str] = {_State.PLACED: "held", _State.PREPAID: "held", _State.PAID: "allocated"}
_LIVE = tuple(_HELD_AS)
_CAPTURED = (Payment.State.CAPTURED, Payment.State.REFUND_DUE, Payment.State.REFUNDED)


@dataclass(frozen=True, kw_only=True)
class Reconciliation:
    """What was looked at and what did not agree."""

    orders: int
    payments: int
    entries: int
    differences: tuple[Difference, ...]

    @property
    def is_clean(self) -> bool:
        return not self.differences


def reconcile() -> Reconciliation:
    """Compare the mall's books with one another."""
    with one_moment():
        differences = [
            *_stock_counters(),
            *_holds_and_orders(),
            *quota_differences(),
            *group_differences(),
            *_coupon_counters(),
            *_redemptions_and_orders(),
            *_journals(),
            *_payments_and_ledger(),
            *_orders_and_ledger(),
            *board_differences(),
        ]
        return Reconciliation(
            orders=Order.objects.count(),
            payments=Payment.objects.count(),
            entries=LedgerEntry.objects.count(),
            differences=tuple(differences),
        )


def ask_gateways_too() -> list[Difference]:
    """Payments that their gateways see otherwise than we do. Asks over the network, one by one."""
    agreed = {
        Payment.State.STARTED: {"open", "unknown"},
        Payment.State.FAILED: {"failed", "open"},
        Payment.State.CAPTURED: {"captured"},
        Payment.State.REFUND_DUE: {"captured", "refunded"},
        Payment.State.REFUNDED: {"refunded"},
    }
    differences = []
    for payment in Payment.objects.order_by("pk").iterator():
        try:
            theirs = gateway_named(payment.gateway).status(payment.reference).state
        except GatewayDown:
            theirs = "unknown"
        if theirs not in agreed[Payment.State(payment.state)]:
            differences.append(differ("gateway", payment.reference, payment.state, theirs))
    return differences


def _stock_counters() -> Iterator[Difference]:
    for drift in counter_drifts():
        yield differ("stock-counter", f"{drift.sku} {drift.counter}", drift.counted, drift.stored)


def _holds_and_orders() -> Iterator[Difference]:
    """A placed order holds its lines, a paid one has them sold, a closed one has nothing; nobody else has anything."""
    wanted: dict[str, dict[str, int]] = defaultdict(dict)
    lines = OrderLine.objects.filter(order__state__in=_LIVE)
    columns = ("order__number", "order__claimant", "product__sku", "quantity")
    for number, claimant, sku, quantity in lines.values_list(*columns).iterator():
        wanted[claimant or number][sku] = quantity
    orders = Order.objects.values_list("number", "claimant", "state")
    states = {claimant or number: (number, state) for number, claimant, state in orders}
    live = claims()
    for holder in sorted(live.keys() | wanted.keys()):
        number, order_state = states.get(holder, (holder, ""))
        state = _HELD_AS.get(order_state)
        expected = {state: wanted[holder]} if state else {}
        if holder not in states and _is_unordered_claim(holder, live[holder]):
            continue
        if live.get(holder, {}) != expected:
            yield differ("stock-of-order", number, expected, live.get(holder, {}))


def _is_unordered_claim(claimant: str, units: dict[str, dict[str, int]]) -> bool:
    """Held in a rush session (``session/key``) by somebody who has not ordered yet. Sold it would need an order."""
    return "/" in claimant and units.keys() == {"held"}


def _coupon_counters() -> Iterator[Difference]:
    for template in miscounted():
        yield differ("coupon-counter", template.code, template.coupons.count(), template.claimed)


def _redemptions_and_orders() -> Iterator[Difference]:
    """The coupons an order's quote spends are redeemed by it while it lives, and by no order that is closed."""
    redeemed: dict[str, set[str]] = defaultdict(set)
    for number, coupon in Redemption.objects.filter(restored_at=None).values_list(
        "order_number", "coupon_id"
    ):
        redeemed[number].add(str(coupon))
    live = Order.objects.filter(state__in=_LIVE, quote__quote__has_key="coupons")
    spent = {
        number: set(coupons)
        for number, coupons in live.values_list("number", "quote__quote__coupons").iterator()
    }
    for number in sorted(redeemed.keys() | spent.keys()):
        if redeemed[number] != spent.get(number, set()):
            yield differ(
                "coupons-of-order", number, sorted(spent.get(number, set())), sorted(redeemed[number])
            )


def _journals() -> Iterator[Difference]:
    sums = LedgerEntry.objects.order_by().values_list("journal").annotate(total=Sum("amount"))
    for journal, total in sums.exclude(total=0):
        yield differ("journal-balance", journal, 0, total)


def _payments_and_ledger() -> Iterator[Difference]:
    """Each captured payment is posted once, each refund once and never more than was captured."""
    entries = LedgerEntry.objects.filter(account__startswith="gateway:")
    posted = dict(entries.order_by().values_list("journal").annotate(total=Sum("amount")))
    expected: Counter[str] = Counter()
    for payment in Payment.objects.filter(state__in=_CAPTURED).iterator():
        expected[f"capture:{payment.reference}"] = payment.amount
        if payment.state == Payment.State.REFUNDED:
            expected[f"refund:{payment.reference}"] = -payment.amount
    for journal in sorted(posted.keys() | expected.keys()):
        if posted.get(journal, 0) != expected[journal]:
            yield differ("payment-posting", journal, expected[journal], posted.get(journal, 0))


def _orders_and_ledger() -> Iterator[Difference]:
    """The payments kept for an order are its price, or what was paid ahead or lost; the buyer owes nothing."""
    owed = dict(_buyer_sums())
    kept = Payment.objects.filter(state=Payment.State.CAPTURED).order_by().values_list("order_id")
    paid = dict(kept.annotate(total=Sum("amount")))
    due = Payment.objects.filter(state=Payment.State.REFUND_DUE).order_by().values_list("order_id")
    going_back = dict(due.annotate(total=Sum("amount")))
    columns = ("pk", "number", "state", "payable", "prepaid", "forfeited")
    for pk, number, state, payable, prepaid, forfeited in Order.objects.values_list(*columns).iterator():
        expected = {_State.PAID: payable, _State.PREPAID: prepaid}.get(_State(state), forfeited)
        if paid.get(pk, 0) != expected:
            yield differ("payment-of-order", number, expected, paid.get(pk, 0))
        if owed.get(pk, 0) != -going_back.get(pk, 0):
            yield differ("buyer-balance", number, -going_back.get(pk, 0), owed.get(pk, 0))
    yield from _sales_and_states()
    yield from prepaid_differences()


def _buyer_sums() -> list[tuple[int, int]]:
    sums = LedgerEntry.objects.filter(account=BUYER).order_by().values_list("order_id")
    return list(sums.annotate(total=Sum("amount")))


def _sales_and_states() -> Iterator[Difference]:
    """Shops' accounts carry the listed price of every paid order and of no other."""
    sums = LedgerEntry.objects.filter(account__startswith="shop:").order_by().values_list("order_id")
    sold = dict(sums.annotate(total=-Sum(F("amount"))))
    for pk, number, state, listed in Order.objects.values_list("pk", "number", "state", "listed").iterator():
        expected = listed if state == _State.PAID else 0
        if sold.get(pk, 0) != expected:
            yield differ("sale-posting", number, expected, sold.get(pk, 0))
