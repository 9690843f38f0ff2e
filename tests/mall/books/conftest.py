"""The same little mall that orders are tested in."""

from __future__ import annotations

from tests.mall.orders.conftest import on_sale, other_shopper, promise, shopper

__all__ = ["on_sale", "other_shopper", "promise", "shopper"]
