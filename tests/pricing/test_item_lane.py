"""The item lane: each unit takes at most one item price (R2.2)."""

from datetime import UTC, datetime

from feria.pricing import Cart, Lane, Line, Percent, Promotion, quote

NOW = datetime(2026, 11, 11, tzinfo=UTC)


def test_a_percentage_comes_off_each_unit() -> None:
    cart = Cart(currency="CNY", lines=(Line(id="1", sku="tea", quantity=2, unit_price=30000, shop="north"),))
    half = Promotion(id="half", name="Half price", lane=Lane.ITEM, benefit=Percent(bps=5000))

    priced = quote(cart, [half], NOW)

    assert priced.payable == 30000
    assert priced.reduction == 30000
    assert priced.adjustments[0].amount == -30000
