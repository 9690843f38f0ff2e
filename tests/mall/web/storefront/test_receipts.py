"""A receipt adds up: what stands above the total sums to it, to the cent."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from feria import pricing
from feria.mall.web.storefront.receipts import cart_receipt, line_receipt

NOW = datetime(2025, 11, 11, 6, tzinfo=UTC)
OFF_30 = pricing.Promotion(
    id="off", name="5 off 30", lane=pricing.Lane.SHOP, shop="tea", benefit=pricing.Amount(amount=500)
)
SHIPS = pricing.Promotion(
    id="ships", name="3 off shipping", lane=pricing.Lane.SHIPPING, benefit=pricing.FreeShipping(cap=300)
)


@pytest.mark.parametrize("fee", [0, 250, 700])
def test_the_rows_of_a_cart_sum_to_its_total(fee: int) -> None:
    lines = tuple(
        pricing.Line(id=sku, sku=sku, quantity=units, unit_price=333, shop="tea")
        for sku, units in (("a", 2), ("b", 5))
    )
    quote = pricing.quote(pricing.Cart(currency="USD", lines=lines, shipping_fee=fee), [OFF_30, SHIPS], NOW)
    *above, total = cart_receipt(quote).rows
    assert sum(row.amount or 0 for row in above) == total.amount == quote.payable
    for line in quote.lines:
        *above, total = line_receipt(quote, line).rows
        assert sum(row.amount or 0 for row in above) == total.amount == line.payable
