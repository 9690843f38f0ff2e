"""Lines told apart by what the festival may have done to them."""

from __future__ import annotations

from datetime import date
from typing import Any

import ibis
import pytest

from feria.review.effect.api import Kin, Related, Role, beside, daily, with_roles

DAY = date(2024, 11, 11)


def lines() -> Any:
    return ibis.memtable(
        {
            "day": [DAY] * 5,
            "item": ["cola", "lemonade", "crisps", "soap", "towel"],
            "category": ["drinks", "drinks", "snacks", "care", "home"],
            "amount": [100, 20, 30, 40, -5],
        }
    )


def test_a_promoted_good_its_shelf_its_company_and_the_rest() -> None:
    sums = daily(with_roles(lines(), promoted={"cola"}, complementary={"snacks"}))

    assert sums.affected == {Role.PROMOTED: (100,), Role.SIMILAR: (20,), Role.COMPLEMENTARY: (30,)}
    assert sums.controls == {"care": (40,), "home": (-5,)}
    assert sums.days == (DAY,)


def test_numbers_may_name_goods() -> None:
    numbered = lines().mutate(item=ibis.literal(7).cast("int64"))

    assert daily(with_roles(numbered, promoted={"7"})).affected[Role.PROMOTED] == (185,)


@pytest.mark.parametrize(
    ("promoted", "found"), [({"drinks"}, {"snacks"}), ({"drinks", "snacks"}, {"home"}), (set(), set())]
)
def test_the_company_of_what_is_promoted(promoted: set[str], found: set[str]) -> None:
    def kin(*items: str) -> tuple[Kin, ...]:
        return tuple(Kin(item, 2.0, 1.5, 9) for item in items)

    related = [Related("drinks", (), kin("snacks")), Related("snacks", (), kin("drinks", "home"))]

    assert beside(related, promoted) == found
