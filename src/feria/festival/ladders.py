"""Ladders of a festival as frozen values (R2.12): every day a larger part comes off, until the units run out.

Like the document itself: instants UTC, spans half-open [start, end), rates basis points.
"""

from __future__ import annotations

from datetime import datetime

from feria.festival.values import Value
from feria.pricing import FirstUnits, Funder, Lane, Percent, Promotion, Skus, Window


class Rung(Value, frozen=True, kw_only=True):
    """One day of a ladder, and what comes off on it."""

    window: Window
    off_bps: int


class LadderDesign(Value, frozen=True, kw_only=True):
    """So many units of one product, cheaper every day. ``code`` names what counts them; no ``per_member``: no limit."""

    id: str
    code: str
    names: dict[str, str]
    sku: str
    units: int
    rungs: tuple[Rung, ...]
    per_member: int | None = None
    funders: tuple[Funder, ...] = ()

    def rung_at(self, now: datetime) -> Rung | None:
        """The day that runs at an instant."""
        return next((each for each in self.rungs if each.window.start_at <= now < each.window.end_at), None)

    def rung_after(self, now: datetime) -> Rung | None:
        """The next day to come."""
        return next((each for each in self.rungs if each.window.start_at > now), None)

    def promotions(self, currency: str) -> tuple[Promotion, ...]:
        """Its prices for the engine, one for each day; all of them sell from one count."""
        first = FirstUnits(count=self.units, of=self.code, per_member=self.per_member or 0)
        return tuple(
            Promotion(
                id=f"ladder:{self.code}:{number}",
                name=next(iter(self.names.values()), self.id),
                names=self.names,
                lane=Lane.ITEM,
                benefit=Percent(bps=rung.off_bps),
                scope=Skus(skus=(self.sku,)),
                conditions=(first,),
                windows=(rung.window,),
                funders=self.funders,
                currency=currency,
            )
            for number, rung in enumerate(self.rungs, start=1)
        )
