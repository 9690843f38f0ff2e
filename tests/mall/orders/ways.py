"""A festival of one day with each way of selling a kettle: at half its price, ahead, and together."""

from __future__ import annotations

from feria.mall.catalog.models import Product
from feria.mall.rush import api as rush
from tests.mall.factories import at, make_category, make_shop
from tests.mall.orders.conftest import PutOnSale

CODE, AHEAD, TOGETHER = "ways", "ways.ahead", "ways.together"
MAIN, ENCORE, OVER = at(2025, 11, 11), at(2025, 11, 12), at(2025, 11, 13)
TEXT = """\
feria: 1
id: ways
name: Ways
currency: USD
time_zone: UTC
shops: [grocery]
phases:
  - {id: main, name: The day, days: 2025-11-11}
  - {id: encore, name: After, days: 2025-11-12}
promotions:
  - {id: half, name: Half, lane: item, when: {phase: main}, benefit: {percent_off: 50%}}
presale:
  - id: ahead
    name: Kettles ahead
    deposit: {phase: main}
    balance: {phase: encore}
    products:
      - {sku: kettle, price: 200.00, deposit: 10.00, units: 50}
group:
  - {id: together, name: Kettles together, sku: kettle, price: 150.00, size: 2, hours: 6, when: {phase: main}, units: 50}
"""


def open_ways(on_sale: PutOnSale, units: int, text: str = TEXT) -> Product:
    """The kettle, so many of it, in the open festival."""
    make_shop("grocery")
    make_category("grocery/kettles")
    kettle = on_sale("kettle", price=24_000, units=units, category="grocery/kettles")
    rush.open_festival(text, by=None)
    return kettle
