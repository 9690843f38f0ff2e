"""R6.7: similar goods (same style, other cut) and complementary ones (grill + rack + skewers), from real baskets."""

from __future__ import annotations

import ibis

from feria.review.effect.api import related

SHELF = {"grill": "grills", "round-grill": "grills", "rack": "racks", "skewers": "cutlery", "milk": "dairy"}


def test_r6_7_a_grill_goes_with_rack_and_skewers_and_stands_for_the_other_grill() -> None:
    baskets = [(house, ("milk",)) for house in range(60) for _week in range(4)]
    for house in range(12):
        baskets += [(house, ("grill", "rack", "skewers"))] * 2 + [(house, ("round-grill",))] * 2
    lines = [(number, house, item) for number, (house, items) in enumerate(baskets) for item in items]
    numbers, houses, items = zip(*lines, strict=True)
    table = ibis.memtable({"basket": numbers, "household": houses, "item": items})

    grill = related(table, SHELF, items={"grill"})[0]

    assert {kin.item for kin in grill.complementary} == {"rack", "skewers"}
    assert [kin.item for kin in grill.similar] == ["round-grill"]
