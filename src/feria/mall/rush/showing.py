"""Sessions as shoppers see them: what the document promises and how stock stands, at one instant of the mall's clock."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Literal

from django.db.models import Sum

from feria.festival import RushGood
from feria.mall.rush.sessions import Planned, plan_of_session, planned
from feria.mall.stock import api as stock

State = Literal["to_come", "open", "sold_out", "over"]


@dataclass(frozen=True, kw_only=True)
class Good:
    """A product of a session. ``left`` can be claimed now; of those ``taken``, ``paying`` are not paid yet."""

    sku: str
    price: int
    units: int
    left: int
    taken: int
    paying: int
    per_member: int | None = None

    @property
    def taken_percent(self) -> int:
        """How much of it is claimed, 0 to 100; full only when all of it is."""
        return self.taken * 100 // self.units if self.units else 100


@dataclass(frozen=True, kw_only=True)
class Session:
    """A session at an instant. Its times are stock's: a session may be stopped or extended while it sells."""

    code: str
    festival: str
    names: Mapping[str, str]
    opens_at: datetime
    closes_at: datetime
    state: State
    goods: tuple[Good, ...]
    pay_within: int
    per_member: int | None = None
    early_level: int = 0
    early_opens_at: datetime | None = None

    def opens_for(self, level: int) -> datetime:
        """From when on a member of this level may claim."""
        if self.early_opens_at is not None and level >= self.early_level:
            return self.early_opens_at
        return self.opens_at

    @property
    def first_opens_at(self) -> datetime:
        """From when on anybody may."""
        return self.early_opens_at or self.opens_at


def sessions(now: datetime) -> tuple[Session, ...]:
    """Those of all festivals in force, in the order they open."""
    return _shown(planned(), now)


def session(code: str, now: datetime) -> Session | None:
    """One of them, also of a festival that is withdrawn; None for a session that no document plans."""
    plan = plan_of_session(code)
    return next(iter(_shown([plan], now)), None) if plan else None


def _shown(plans: Iterable[Planned], now: datetime) -> tuple[Session, ...]:
    found = list(plans)
    codes = [plan.code for plan in found]
    rows = {row.code: row for row in stock.RushSession.objects.filter(code__in=codes)}
    goods = _goods(rows.values())
    shown = [_session(plan, rows[plan.code], goods, now) for plan in found if plan.code in rows]
    return tuple(sorted(shown, key=lambda one: (one.opens_at, one.code)))


def _session(
    plan: Planned, row: stock.RushSession, goods: Mapping[tuple[str, str], Good], now: datetime
) -> Session:
    design = plan.design
    own = tuple(_good(good, goods.get((plan.code, good.sku))) for good in design.products)
    return Session(
        code=plan.code,
        festival=plan.document.id,
        names=design.names,
        opens_at=row.opens_at,
        closes_at=row.closes_at,
        state=_state(row, own, now),
        goods=own,
        pay_within=row.hold_seconds // 60,
        per_member=row.units_per_member,
        early_level=row.early_level or 0,
        early_opens_at=row.early_opens_at,
    )


def _state(row: stock.RushSession, goods: tuple[Good, ...], now: datetime) -> State:
    if now >= row.closes_at:
        return "over"
    if now < row.opens_at:
        return "to_come"
    return "open" if any(good.left for good in goods) else "sold_out"


def _good(design: RushGood, found: Good | None) -> Good:
    """As it stands, at the price of the document."""
    if found is None:
        return Good(sku=design.sku, price=design.price, units=design.units, left=0, taken=0, paying=0)
    return Good(
        sku=found.sku,
        price=design.price,
        units=found.units,
        left=found.left,
        taken=found.taken,
        paying=found.paying,
        per_member=found.per_member,
    )


def _goods(rows: Iterable[stock.RushSession]) -> dict[tuple[str, str], Good]:
    """By session and SKU, in two queries for all of them."""
    ids = [row.pk for row in rows]
    held = stock.Hold.objects.filter(session_id__in=ids, state=stock.Hold.State.HELD).order_by()
    paying = {
        (session_id, item_id): units
        for session_id, item_id, units in held.values_list("session_id", "item_id").annotate(
            n=Sum("quantity")
        )
    }
    items = stock.RushItem.objects.filter(session_id__in=ids).select_related("session", "item__product")
    return {
        (row.session.code, row.item.product.sku): Good(
            sku=row.item.product.sku,
            price=0,
            units=row.units or 0,
            left=row.remaining if row.is_offered else 0,
            taken=row.taken,
            paying=paying.get((row.session_id, row.item_id), 0),
            per_member=row.units_per_member,
        )
        for row in items
    }
