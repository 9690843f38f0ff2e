"""Sums by day of what the festival may have moved, and which shelves stand near it."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from feria.review.effect.api import Kin, Related, Role, beside, of_rows

DAY = date(2024, 11, 11)


def test_sums_are_by_day_and_role_and_of_controls_by_name() -> None:
    later = DAY + timedelta(days=2)
    sums = of_rows(
        [
            (DAY, "promoted", "", 100),
            (DAY, "promoted", "", 85),
            (later, "similar", "", 20),
            (DAY, "complementary", "", 30),
            (DAY, "control", "care", 40),
            (later, "control", "home", -5),
        ]
    )

    assert sums.days == (DAY, DAY + timedelta(days=1), later), "without a gap"
    assert sums.affected == {
        Role.PROMOTED: (185, 0, 0), Role.SIMILAR: (0, 0, 20), Role.COMPLEMENTARY: (30, 0, 0),
    }  # fmt: skip
    assert sums.controls == {"care": (40, 0, 0), "home": (0, 0, -5)}


@pytest.mark.parametrize(
    ("promoted", "found"), [({"drinks"}, {"snacks"}), ({"drinks", "snacks"}, {"home"}), (set(), set())]
)
def test_the_company_of_what_is_promoted(promoted: set[str], found: set[str]) -> None:
    def kin(*items: str) -> tuple[Kin, ...]:
        return tuple(Kin(item, 2.0, 1.5, 9) for item in items)

    related = [Related("drinks", (), kin("snacks")), Related("snacks", (), kin("drinks", "home"))]

    assert beside(related, promoted) == found
