"""What each household spent on each day: the table that campaigns are judged on."""

from __future__ import annotations

from collections.abc import Collection
from datetime import date
from typing import Any, NamedTuple

import numpy as np
import numpy.typing as npt
from scipy.sparse import csr_array

from feria.review.effect.calendar import Matrix
from feria.review.effect.results import Days

Mask = npt.NDArray[np.bool_]
Places = npt.NDArray[np.intp]


class Panel(NamedTuple):
    """Households x days, in minor units; a household that bought nothing at all is not in it."""

    first: date
    households: tuple[int, ...]
    spent: Matrix
    came: Matrix  # 1 on days with a purchase
    goods: dict[str, Any]  # campaign -> what was spent on the goods its coupons name, sparse

    def members(self, households: Collection[int]) -> Mask:
        """Which rows belong to them."""
        return np.isin(self.households, list(households))

    def columns(self, days: Days) -> slice:
        """The days that are in the table."""
        width = self.spent.shape[1]
        start, end = ((day - self.first).days for day in (days.start, days.end))
        return slice(min(max(start, 0), width), min(max(end, 0), width))

    def reaches(self, day: date) -> bool:
        """Whether the table goes on to the day."""
        return (day - self.first).days <= int(self.spent.shape[1])

    def daily(self, columns: slice) -> Matrix:
        """What each household spent a day."""
        return np.asarray(self.spent[:, columns].mean(axis=1), dtype=np.float64)

    def daily_on(self, campaign: str, columns: slice) -> Matrix:
        """What each household spent a day on the campaign's goods."""
        if campaign not in self.goods:
            return np.zeros(len(self.households))
        sums: Matrix = np.asarray(self.goods[campaign][:, columns].sum(axis=1), dtype=np.float64).ravel()
        return sums / float(max(columns.stop - columns.start, 1))

    def traits(self, campaign: str, columns: slice) -> Matrix:
        """How a household shopped in a stretch: what it spent early and late, how often it came, on which goods."""
        middle = (columns.start + columns.stop) // 2
        parts = (slice(columns.start, middle), slice(middle, columns.stop))
        return np.column_stack(
            [
                *(np.sqrt(np.maximum(self.daily(part), 0.0)) for part in parts),
                self.came[:, columns].mean(axis=1),
                np.sqrt(np.maximum(self.daily_on(campaign, columns), 0.0)),
            ]
        )


def panel(lines: Any, goods: Any = None) -> Panel:
    """The table of ``lines`` (Ibis: ``household``, ``day``, ``item``, ``amount``), with ``goods`` (``campaign``, ``item``)
    saying which goods each campaign's coupons name. Summing happens in the tables' engine."""
    sums = (
        lines.group_by(["household", "day"]).aggregate(amount=lines.amount.sum().cast("int64")).to_pyarrow()
    )
    days = sums["day"].to_numpy().astype("datetime64[D]")
    households, rows = np.unique(sums["household"].to_numpy(), return_inverse=True)
    first = days.min()
    columns = (days - first).astype(np.int64)
    shape = (len(households), int(columns.max()) + 1)
    spent, came = np.zeros(shape), np.zeros(shape)
    spent[rows, columns] = sums["amount"].to_numpy()
    came[rows, columns] = 1.0
    named = {} if goods is None else _on_goods(lines, goods, households, first, shape)
    return Panel(first.astype(date), tuple(households.tolist()), spent, came, named)


def _on_goods(
    lines: Any, goods: Any, households: Places, first: Any, shape: tuple[int, int]
) -> dict[str, Any]:
    goods = goods.select("campaign", "item").distinct()
    joined = lines.join(goods, "item")
    sums = (
        joined.group_by(["campaign", "household", "day"])
        .aggregate(amount=joined.amount.sum().cast("int64"))
        .to_pyarrow()
    )
    named = sums["campaign"].cast("string").combine_chunks().dictionary_encode()
    campaign = named.indices.to_numpy()
    rows = np.searchsorted(households, sums["household"].to_numpy())
    columns = (sums["day"].to_numpy().astype("datetime64[D]") - first).astype(np.int64)
    amounts = sums["amount"].to_numpy().astype(np.float64)
    found = {}
    for number, name in enumerate(named.dictionary.to_pylist()):
        here = campaign == number
        found[str(name)] = csr_array((amounts[here], (rows[here], columns[here])), shape=shape)
    return found
