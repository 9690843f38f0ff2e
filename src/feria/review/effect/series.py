"""Lines summed by day: the affected series, and those the festival left alone."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date, timedelta
from enum import StrEnum

import msgspec


class Role(StrEnum):
    """What a line's goods are to the festival."""

    PROMOTED = "promoted"
    SIMILAR = "similar"  # may be bought less, since the promoted ones take their place
    COMPLEMENTARY = "complementary"  # may be bought more, beside the promoted ones
    CONTROL = "control"  # not in the festival and near none that is


AFFECTED = (Role.PROMOTED, Role.SIMILAR, Role.COMPLEMENTARY)


class Daily(msgspec.Struct, frozen=True, kw_only=True):
    """Sums by day from ``first`` on, without a gap; a day on which nothing at all was sold counts as missing."""

    measure: str
    first: date
    affected: dict[Role, tuple[int, ...]]
    controls: dict[str, tuple[int, ...]]  # series by name: a shop, a department

    def __len__(self) -> int:
        return len(next(iter(self.affected.values()), ()))

    @property
    def days(self) -> tuple[date, ...]:
        """Every day, missing ones included."""
        return tuple(self.first + timedelta(days=number) for number in range(len(self)))


def of_rows(rows: Iterable[tuple[date, str, str, int]], *, measure: str = "amount") -> Daily:
    """Sums by (day, role, series) as ``Daily``; several of one day and series add up."""
    affected: dict[Role, dict[date, int]] = {role: {} for role in AFFECTED}
    controls: dict[str, dict[date, int]] = {}
    for day, role, series, value in rows:
        kept = controls.setdefault(series, {}) if role == Role.CONTROL else affected[Role(role)]
        kept[day] = kept.get(day, 0) + value
    every = [day for sums in (*affected.values(), *controls.values()) for day in sums]
    first, last = (min(every), max(every)) if every else (date.min, date.min)
    length = (last - first).days + 1 if every else 0
    return Daily(
        measure=measure,
        first=first,
        affected={role: _filled(sums, first, length) for role, sums in affected.items()},
        controls={name: _filled(controls[name], first, length) for name in sorted(controls)},
    )


def _filled(sums: Mapping[date, int], first: date, length: int) -> tuple[int, ...]:
    return tuple(sums.get(first + timedelta(days=number), 0) for number in range(length))
