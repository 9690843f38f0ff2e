"""The live board's figures for the phase that runs: the fold of paid orders, as the page and the stream show it."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from typing import Any

from feria.mall.catalog import api as catalog
from feria.mall.kit import api as kit
from feria.mall.orders import api as orders
from feria.mall.web import switches
from feria.mall.web.board.stage import Stage, stage_at

CURVE_MINUTES = 120
TOP = 10
PULSE = timedelta(minutes=3)
"""How much of the second-by-second curve is shown."""
POINTS = 240
"""Of the curve of the whole stage, at most."""
STEPS = (1, 2, 5, 10, 15, 30, 60, 120, 300, 600, 900, 1800, 3600)
RESTING: dict[str, Any] = {"resting": True}
"""What the board says while an operator has turned it off (R3.6)."""


CLOCK_SLIP = timedelta(seconds=1)
"""So far back goes no clock that nobody moved."""


class BoardProjection:
    """Keeps the fold of the running stage; starts a new one when the phase, the document, the override or the clock is changed."""

    def __init__(self) -> None:
        self._stage: Stage | None = None
        self._state = orders.BoardState()
        self.read_at = datetime.min.replace(tzinfo=UTC)
        self.is_resting = False
        self._shop_names: dict[str, str] = {}
        self._aisle_names: dict[str, str] = {}

    def advance(self) -> None:
        """Read what was paid since the last time; nothing while the board is off."""
        now = kit.now()
        if now + CLOCK_SLIP < self.read_at:
            self._stage = None
        self.read_at = now
        self.is_resting = not switches.is_on(switches.BOARD)
        if self.is_resting:
            return
        stage = stage_at(now)
        if stage != self._stage:
            self._state = orders.BoardState(
                stage.since_at,
                stage.until_at,
                milestones=[mark.amount for mark in stage.milestones if mark.measure == "sales"],
                order_milestones=[mark.amount for mark in stage.milestones if mark.measure == "orders"],
            )
            self._shop_names = {shop.code: shop.name for shop in catalog.shops()}
            self._aisle_names = {}
        self._stage = stage
        self._state.advance(now)
        unnamed = [part.key for part in self._state.categories(TOP) if part.key not in self._aisle_names]
        if unnamed:
            self._aisle_names |= catalog.category_names(unnamed)

    def snapshot(self) -> dict[str, Any]:
        """Everything the board shows, as JSON; money is minor units, instants are ISO 8601."""
        if self.is_resting:
            return dict(RESTING)
        seen = orders.board_snapshot(self._state, TOP)
        recent = [
            minute
            for minute in seen.curve
            if minute.minute_at > self.read_at - timedelta(minutes=CURVE_MINUTES)
        ]
        return {
            "since": self._stage.since_at.isoformat() if self._stage else "",
            "until": self._stage.until_at.isoformat() if self._stage and self._stage.until_at else None,
            "moment": self._stage.moment if self._stage else "",
            "payable": seen.amount,
            "listed": seen.listed,
            "orders": seen.orders,
            "units": seen.units,
            "payers": seen.payers,
            **self._by_second(),
            "minutes": [[minute.minute_at.isoformat(), minute.orders, minute.amount] for minute in recent],
            "shops": _ranking(seen.shops, self._shop_names),
            "categories": _ranking(seen.categories, self._aisle_names),
            "products": _ranking(seen.products),
            "regions": _ranking(seen.regions),
            "channels": _ranking(seen.channels),
            "milestones": self._milestones(seen.milestones),
        }

    def _by_second(self) -> dict[str, Any]:
        """The latest seconds, the busiest one, and how the total grew since the stage began."""
        pulse = self._state.latest(self.read_at - PULSE)
        minute_ago = self.read_at - timedelta(minutes=1)
        peak = self._state.peak()
        since_at, until_at = self._span()
        elapsed = max(0, int((until_at - since_at).total_seconds()))
        step = next((step for step in STEPS if elapsed < step * POINTS), STEPS[-1])
        return {
            "last_minute": sum(second.orders for second in pulse if second.second_at > minute_ago),
            "pulse": [[int(second.second_at.timestamp()), second.orders, second.amount] for second in pulse],
            "peak": {"at": peak.second_at.isoformat(), "orders": peak.orders} if peak else None,
            "curve": {"step": step, "payable": self._state.growth(since_at, step, elapsed // step + 1)},
        }

    def _span(self) -> tuple[datetime, datetime]:
        """From the stage's beginning until now, or until its end if that is past (an operator may show such a phase)."""
        if self._stage is None:
            return self.read_at, self.read_at
        return self._stage.since_at, min(self.read_at, self._stage.since_at + self._stage.length)

    def _milestones(self, fallen: Sequence[orders.Milestone]) -> list[dict[str, Any]]:
        fell_at: dict[tuple[str, int], datetime | None] = {
            (one.measure, one.amount): one.fell_at for one in fallen
        }
        rows = []
        for mark in self._stage.milestones if self._stage else ():
            at = fell_at.get((mark.measure, mark.amount))
            rows.append(
                {
                    "measure": mark.measure,
                    "amount": mark.amount,
                    "names": mark.names,
                    "reached_at": at.isoformat() if at else None,
                }
            )
        return rows


def snapshot_now() -> dict[str, Any]:
    """A snapshot told anew from the first fact, for a reader that keeps no state; RESTING while the board is off."""
    if not switches.is_on(switches.BOARD):
        return RESTING | {"now": kit.now().isoformat()}
    projection = BoardProjection()
    projection.advance()
    return projection.snapshot() | {"now": projection.read_at.isoformat()}


def _ranking(parts: Sequence[orders.Part], names: dict[str, str] | None = None) -> list[dict[str, Any]]:
    return [
        {
            "code": part.key,
            "name": part.name or (names or {}).get(part.key, part.key),
            "payable": part.amount,
            "orders": part.orders,
            "units": part.units,
        }
        for part in parts
    ]
