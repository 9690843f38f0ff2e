"""Group buys of a festival as frozen values (R2.14): so many people within so many hours, or everybody's money goes back.

Like the document itself: amounts are minor units of its currency, instants UTC, spans half-open [start, end).
"""

from __future__ import annotations

from datetime import datetime, timedelta

from feria.festival.values import Value
from feria.pricing import Both, FixedPrice, Funder, Lane, Promotion, Skus, Tags, Window

TAG = "group:"


class GroupDesign(Value, frozen=True, kw_only=True):
    """A price for one product that a group of ``size`` members gets who have paid within ``hours`` of its start.

    ``code`` names it in addresses. Groups start in ``window`` and never outlast it. ``units`` and ``per_member`` are
    None where there is no such limit.
    """

    id: str
    code: str
    names: dict[str, str]
    sku: str
    price: int
    size: int
    hours: int
    window: Window
    units: int | None = None
    per_member: int | None = None
    funders: tuple[Funder, ...] = ()

    def time_to_fill(self, now: datetime) -> timedelta:
        """How long a group that starts now has: its hours, but no longer than the offer lasts."""
        return min(timedelta(hours=self.hours), self.window.end_at - now)


def group_tag(code: str) -> str:
    """What the lines of a group's orders bear, and nothing else does."""
    return TAG + code


def group_price(
    *, code: str, names: dict[str, str], sku: str, price: int, funders: tuple[Funder, ...], currency: str
) -> Promotion:
    """A group's price for the engine. It has no window: the seat in the group is the right."""
    tag = group_tag(code)
    return Promotion(
        id=f"{tag}:{sku}",
        name=next(iter(names.values()), code),
        names=names,
        lane=Lane.ITEM,
        benefit=FixedPrice(unit_price=price),
        scope=Both(scopes=(Tags(tags=(tag,)), Skus(skus=(sku,)))),
        funders=funders,
        currency=currency,
    )
