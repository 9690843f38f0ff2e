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
    lines = order.lines.select_related("product__category", "shop").order_by("id")
    return {
        "number": order.number,
        "payable": order.payable,
        "listed": order.listed,
        "currency": order.currency,
        "region": order.region,
        "channel": order.channel,
        "member": order.member.code,
        "paid_at": order.paid_at.isoformat() if order.paid_at else None,
        "lines": [
            {
                "sku": line.product.sku,
                "name": line.name,
                "shop": line.shop.code,
                "category": line.product.category.path,
                "quantity": line.quantity,
                "payable": line.payable,
            }
            for line in lines
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
