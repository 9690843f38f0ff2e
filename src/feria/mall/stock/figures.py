"""How a rush session stands: what its merchant and its shoppers watch while it sells."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from django.db.models import QuerySet

from feria.mall.stock.errors import NoSuchRush
from feria.mall.stock.models import RefusedClaim, RushItem, RushSession
from feria.mall.stock.shelves import units_free
from feria.mall.stock.teller.claims import LIMIT, SOLD_OUT


@dataclass(frozen=True, kw_only=True)
class GoodFigures:
    """Units of one product of a session: taken = held + sold; ``units`` None: it sells what is free."""

    sku: str
    name: str
    units: int | None
    taken: int
    held: int
    sold: int
    left: int
    released: int  # were held or sold, and came back
    units_per_member: int | None
    is_offered: bool


@dataclass(frozen=True, kw_only=True)
class RushFigures:
    """A session, product by product, and its claims refused for good, by reason (``sold_out``, ``limit``)."""

    code: str
    opens_at: datetime
    closes_at: datetime
    goods: tuple[GoodFigures, ...]
    refused: dict[str, int]


def sessions() -> QuerySet[RushSession]:
    """All rush sessions in the order in which they open, with their products loaded."""
    return RushSession.objects.prefetch_related("items__item__product").order_by("opens_at", "code")


def rush_figures(code: str) -> RushFigures:
    """Raises NoSuchRush."""
    session = RushSession.objects.filter(code=code).first()
    if session is None:
        raise NoSuchRush(code)
    rows = session.items.select_related("item__product").order_by("pk")
    return RushFigures(
        code=code,
        opens_at=session.opens_at,
        closes_at=session.closes_at,
        goods=tuple(_figures(row) for row in rows),
        refused={outcome.value: _refused(code, outcome.value) for outcome in (SOLD_OUT, LIMIT)},
    )


def _figures(row: RushItem) -> GoodFigures:
    return GoodFigures(
        sku=row.item.product.sku,
        name=row.item.product.name,
        units=row.units,
        taken=row.taken,
        held=row.taken - row.sold,
        sold=row.sold,
        left=units_left(row),
        released=row.released,
        units_per_member=row.units_per_member,
        is_offered=row.is_offered,
    )


def units_left(row: RushItem) -> int:
    """What the session has left to sell of a product, whose item was read with it."""
    sells_what_is_free = row.units is None and row.closed_out_at is None and row.is_offered
    return units_free(row.item) if sells_what_is_free else row.remaining


def _refused(code: str, outcome: str) -> int:
    """``outcome`` comes first in an answer as it is written."""
    rows = RefusedClaim.objects.filter(claimant__startswith=f"{code}/")
    return rows.filter(answer__startswith=f'{{"outcome":"{outcome}"').count()
