"""A small festival for tests: New York, 11 November 2025, one promotion per lane and three coupons."""

from __future__ import annotations

from feria.mall.campaigns import api as campaigns
from feria.mall.rush import api as rush
from tests.mall.factories import at, make_category, make_shop

CODE = "double-eleven-2025"
WARM_UP = at(2025, 11, 5, 17)
FRENZY = at(2025, 11, 11, 6)  # one in the morning in New York
RATIONAL = at(2025, 11, 11, 17)
AFTER = at(2025, 11, 20)
BEFORE = at(2025, 10, 1)

TEXT = """\
feria: 1
id: double-eleven-2025
name: {en: Double Eleven, zh-hans: 双十一, es: Doble Once}
languages: [en, zh-hans, es]
currency: USD
time_zone: America/New_York
shops: [grocery]
phases:
  - {id: warm-up, name: {en: Warm-up, zh-hans: 预热, es: Calentamiento}, days: 2025-11-01 to 2025-11-10}
  - id: main
    name: {en: The day, zh-hans: 当天, es: El día}
    days: 2025-11-11
    periods:
      - {id: frenzy, hours: 00:00 to 02:00}
      - {id: rational, hours: 02:00 to 21:00}
      - {id: closing, hours: 21:00 to 24:00}
promotions:
  - id: frenzy-cola
    name: {en: Cola at 20% off, zh-hans: 可乐八折, es: Cola con 20 %}
    lane: item
    when: {phase: main, period: frenzy}
    scope: {category: grocery/soft-drinks}
    benefit: {percent_off: 20%}
  - id: grocery-30
    name: {en: 5 off 30, zh-hans: 满30减5, es: 5 menos desde 30}
    lane: shop
    shop: grocery
    when: {phase: main}
    benefit: {amount_off: 5.00}
    conditions: {min_spend: 30.00}
coupons:
  - id: mall-8-off-60
    name: {en: 8 off 60, zh-hans: 满60减8, es: 8 menos desde 60}
    stock: 100
    claim: {phase: warm-up}
    use: {phase: main}
    conditions: {min_spend: 60.00}
    benefit: {amount_off: 8.00}
  - id: grocery-2-off-20
    name: {en: 2 off 20, zh-hans: 满20减2, es: 2 menos desde 20}
    shop: grocery
    stock: 3
    per_member: 2
    claim: {phase: [warm-up, main]}
    use: {phase: [warm-up, main]}
    conditions: {min_spend: 20.00}
    benefit: {amount_off: 2.00}
"""


def make_mall() -> None:
    """The shop and the categories that the festival names."""
    make_shop("grocery")
    make_category("grocery/soft-drinks")


def open_festival(text: str = TEXT) -> campaigns.FestivalVersion:
    """Open it, coupons and all."""
    make_mall()
    return rush.open_festival(text, by=None)
