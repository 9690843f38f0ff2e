"""What the outbox's sales say, as rows of facts: plain records in the shape of ``feria.review.facts.schema``.

A paid order is its lines, its discounts by funder and what its delivery cost; a paid order that is cancelled is a refund of
each of its lines. Sums equal the ledger's: lines and shipping less refunds are what the account ``buyer`` owes for sales,
discounts by funder are the accounts ``promotions:*``.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from datetime import UTC, datetime, tzinfo
from typing import Any

from django.db.models import Prefetch

from feria.mall.kit.api import OutboxEvent
from feria.mall.orders.api import Order, OrderLine, decode_quote
from feria.pricing import Adjustment, Quote
from feria.pricing.money import split

PAID, CANCELLED = "orders.order_paid", "orders.order_cancelled"
TOPICS = (PAID, CANCELLED)

Row = dict[str, Any]

AT_ONCE = 500
"""Orders that are read with one statement."""


def rows_of(events: Iterable[OutboxEvent], zone: tzinfo) -> dict[str, list[Row]]:
    """Table -> rows, in the order of the events."""
    wanted = list(events)
    orders = _orders_of({event.key for event in wanted})
    found: defaultdict[str, list[Row]] = defaultdict(list)
    for event in wanted:
        order = orders[event.key]
        if event.topic == PAID:
            _sold(order, event.happened_at, zone, found)
        elif event.body.get("sale"):  # one that was never paid was no sale
            _undone(order, event.happened_at, zone, found)
    return dict(found)


def _orders_of(numbers: Iterable[str]) -> dict[str, Order]:
    """The orders of those numbers with their lines, some hundreds at a time: SQLite takes no statement of thousands."""
    found: dict[str, Order] = {}
    lines = Prefetch(
        "lines", OrderLine.objects.select_related("product", "shop")
    )  # joined: goods are many, too
    for some in batched(sorted(numbers), AT_ONCE):
        orders = Order.objects.filter(number__in=some).select_related("member")
        found |= {order.number: order for order in orders.prefetch_related(lines)}
    return found


def batched(numbers: Sequence[str], size: int) -> Iterable[Sequence[str]]:
    """One stretch of so many after the other."""
    return (numbers[start : start + size] for start in range(0, len(numbers), size))


def _sold(order: Order, at: datetime, zone: tzinfo, found: dict[str, list[Row]]) -> None:
    quote = decode_quote(order)
    for line in order.lines.all():
        found["lines"].append(
            {
                "order": order.number,
                "line": line.product.sku,
                "sold_at": _utc(at),
                "charged": line.payable,
                "listed": line.listed,
                "quantity": line.quantity,
                "sku": line.product.sku,
                "member": order.member.code,
                "shop": line.shop.code,
                "region": order.region,
                "channel": order.channel,
                "currency": order.currency,
            }
        )
    found["discounts"] += _discounts(order.number, quote)
    _shipping(order, quote, at, zone, 1, found)


def _undone(order: Order, at: datetime, zone: tzinfo, found: dict[str, list[Row]]) -> None:
    for line in order.lines.all():
        found["refunds"].append(
            {
                "order": order.number,
                "sku": line.product.sku,
                "refunded_at": _utc(at),
                "amount": line.payable,
                "quantity": line.quantity,
                "reason": "cancelled",
            }
        )
    _shipping(order, decode_quote(order), at, zone, -1, found)


def _shipping(
    order: Order, quote: Quote, at: datetime, zone: tzinfo, sign: int, found: dict[str, list[Row]]
) -> None:
    paid = quote.payable - sum(line.payable for line in quote.lines)
    if paid:
        day = at.astimezone(zone).date()
        found["shipping"].append({"order": order.number, "day": day, "amount": sign * paid})


def _discounts(number: str, quote: Quote) -> list[Row]:
    """A row for each line, promotion and funder. A line's rows sum to its share, a funder's to its part, to the cent."""
    sku_of = {line.id: line.sku for line in quote.lines}
    return [
        {
            "order": number,
            "sku": sku_of.get(line),  # what comes off the delivery is of no line
            "promotion": adjustment.promotion,
            "name": adjustment.name,
            "coupon": adjustment.coupon or None,
            "funder": who,
            "amount": amount,
        }
        for adjustment in quote.adjustments
        for line, who, amount in _parts(adjustment)
        if amount
    ]


def _parts(adjustment: Adjustment) -> Iterable[tuple[str, str, int]]:
    shares: defaultdict[str, int] = defaultdict(int)
    for share in adjustment.shares:
        shares[share.line] -= share.amount
    whole = sum(shares.values())
    if not whole:
        return [("", funder.who, -funder.amount) for funder in adjustment.funders]
    lines = sorted(shares)
    left = dict(shares)
    found = []
    for funder in adjustment.funders[:-1]:
        for line, part in zip(lines, split(-funder.amount, [shares[line] for line in lines]), strict=True):
            left[line] -= part
            found.append((line, funder.who, part))
    last = adjustment.funders[-1].who if adjustment.funders else ""
    return found + [(line, last, left[line]) for line in lines]


def _utc(at: datetime) -> datetime:
    """An instant as facts keep it: UTC, without a zone."""
    return at.astimezone(UTC).replace(tzinfo=None)
