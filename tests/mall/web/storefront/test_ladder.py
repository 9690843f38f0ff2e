"""A ladder on its product's page (R2.12)."""

from __future__ import annotations

from feria.mall.rush import api as rush
from tests.mall import festivals
from tests.mall.factories import at
from tests.mall.web.conftest import Visitor, be_at, text_of

TEXT = (
    festivals.TEXT
    + """
ladder:
  - id: caviar
    name: {en: Caviar falls, zh-hans: 鱼子酱阶梯价, es: El caviar baja}
    sku: caviar
    units: 2
    from: 2025-11-09
    off: [10%, 20%, 100%]
"""
)


def test_the_product_says_todays_price_the_next_and_what_is_left(shopper: Visitor) -> None:
    rush.open_festival(TEXT, by=None)
    be_at(at(2025, 11, 9, 15))
    said = text_of(shopper.get("/p/caviar/"))
    assert "Today $180.00" in said
    assert "From Nov 10, 00:00, if any are left $160.00" in said
    assert "2 of 2 units are left." in said


def test_on_the_last_day_it_is_free_and_there_is_no_next(shopper: Visitor) -> None:
    rush.open_festival(TEXT, by=None)
    be_at(at(2025, 11, 11, 15))
    said = text_of(shopper.get("/p/caviar/"))
    assert "Today $0.00" in said
    assert "if any are left" not in said
