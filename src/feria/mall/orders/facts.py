"""What the outbox tells of orders and payments: plain values that stand for themselves years later."""

from __future__ import annotations

from typing import Any

from feria.mall.orders.models import Order, Payment


def placed_fact(order: Order) -> dict[str, Any]:
    """An order without its lines."""
    return {
        "number": order.number,
        "payable": order.payable,
        "listed": order.listed,
        "currency": order.currency,
        "region": order.region,
        "channel": order.channel,
        "member": order.member.code,
        "placed_at": order.placed_at.isoformat(),
        "pay_until": order.pay_until.isoformat(),
    }


def sale_fact(order: Order) -> dict[str, Any]:
    """A paid order: enough to count it, and later to take it out of the count again."""
    columns = (
        "product__sku",
        "name",
        "shop__code",
        "product__category__path",
        "quantity",
        "listed",
        "payable",
    )
    lines = order.lines.order_by("id").values_list(*columns)
    return {
        "number": order.number,
        "payable": order.payable,
        "listed": order.listed,
        "currency": order.currency,
        "region": order.region,
        "channel": order.channel,
        "member": order.member.code,
        "paid_at": order.paid_at.isoformat() if order.paid_at else None,
        "prices_kept_until": order.prices_kept_until.isoformat() if order.prices_kept_until else None,
        "lines": [
            {
                "sku": sku,
                "name": name,
                "shop": shop,
                "category": category,
                "quantity": quantity,
                "listed": listed,
                "payable": payable,
            }
            for sku, name, shop, category, quantity, listed, payable in lines
        ],
    }


def payment_fact(payment: Payment) -> dict[str, Any]:
    """A payment."""
    return {
        "number": payment.order.number,
        "reference": payment.reference,
        "gateway": payment.gateway,
        "amount": payment.amount,
        "currency": payment.currency,
    }
