"""Does the live board show what was sold? Its facts beside the orders, one by one (R3.7, P17)."""

from __future__ import annotations

from collections.abc import Iterator

from feria.mall.kit.api import OutboxEvent
from feria.mall.orders.board.folding import TOPICS, BoardState
from feria.mall.orders.models import Order
from feria.mall.orders.reconciling.differences import Difference, differ


def board_differences() -> Iterator[Difference]:
    """Every paid order is on the board once, at its second and for its money, and no other order is.

    Reads the outbox as it stands, past the point up to which a live reader may go: this is one moment's picture, in
    which an order and its fact are both there or both not.
    """
    facts = OutboxEvent.objects.filter(topic__in=TOPICS).order_by("id")
    shown: dict[str, str] = {}
    for event in facts.iterator():
        if event.topic == "orders.order_paid":
            shown[event.key] = f"{event.body['payable']} at {event.body['paid_at']}"
        elif event.body.get("sale"):
            shown.pop(event.key, None)
    paid = Order.objects.filter(state=Order.State.PAID)
    total = count = 0
    for number, payable, paid_at in paid.values_list("number", "payable", "paid_at").iterator():
        total, count = total + payable, count + 1
        expected = f"{payable} at {paid_at.isoformat() if paid_at else None}"
        if (found := shown.pop(number, None)) != expected:
            yield differ("board-order", number, expected, found)
    for number, found in shown.items():
        yield differ("board-order", number, None, found)
    board = BoardState()
    board.fold(facts.iterator())
    if (board.orders, board.amount) != (count, total):
        yield differ(
            "board-total", "board", f"{count} orders, {total}", f"{board.orders} orders, {board.amount}"
        )
