"""A rush session as those who run it watch it: for the merchant's desk and the operator's console alike."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import pairwise
from typing import Literal

from django.utils.translation import gettext as _

from feria.mall.kit import api as kit
from feria.mall.rush import api as rush
from feria.mall.stock import api as stock
from feria.mall.web.storefront.words import worded

State = Literal["to_come", "early", "open", "sold_out", "over"]
TONES = {"to_come": "info", "early": "time", "open": "save", "sold_out": "action", "over": "plain"}
READINGS = 60
"""How many looks back a page's curve goes: two minutes, at one every two seconds."""
RATE_OVER = 10.0
"""Seconds over which "units a second" is reckoned."""
_TRAIL = re.compile(r"(\d{9,11}\.\d):(\d{1,12})")


@dataclass(frozen=True, slots=True, kw_only=True)
class LiveGood:
    """One product: of its units, ``left`` can be claimed, ``held`` await payment, ``sold`` are paid; ``back`` came back."""

    sku: str
    name: str
    price: int | None
    units: int | None
    left: int
    held: int
    sold: int
    back: int
    per_member: int | None

    @property
    def taken_percent(self) -> int:
        return (self.held + self.sold) * 100 // self.units if self.units else 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Live:
    """A session now. ``bars`` are units claimed a second between looks, as heights from 0 to 100."""

    code: str
    name: str
    state: State
    state_name: str
    tone: str
    opens_at: datetime
    closes_at: datetime
    early_opens_at: datetime | None
    hold_minutes: int
    goods: list[LiveGood]
    units: int
    left: int
    held: int
    sold: int
    back: int
    revenue: int
    refused: list[tuple[str, int]]
    rate: float
    peak: float
    bars: list[tuple[int, float]]
    trail: str
    now: datetime

    @property
    def is_over(self) -> bool:
        return self.state == "over"


def live(code: str, trail: str = "", shop: str = "") -> Live | None:
    """The session as it stands; ``shop``: only that shop's goods. None for one that stock does not know.

    ``trail`` is what the page was told last time: earlier readings, from which it draws how fast units go.
    """
    try:
        found = stock.rush_figures(code)
    except stock.NoSuchRush:
        return None
    row = stock.RushSession.objects.get(code=code)
    own = set(skus_of(row, shop)) if shop else None
    plan = rush.plan_of_session(code)
    prices = {good.sku: good.price for good in plan.design.products} if plan else {}
    goods = [_good(good, prices.get(good.sku)) for good in found.goods if own is None or good.sku in own]
    now = kit.now()
    state = _state(row, goods, now)
    readings = _read(trail, kit.database_now(), sum(good.held + good.sold + good.back for good in goods))
    rates = _rates(readings)
    most = max((rate for rate in rates), default=0.0)
    return Live(
        code=code,
        name=worded(plan.design.names, code) if plan else code,
        state=state,
        state_name=state_name(state),
        tone=TONES[state],
        opens_at=row.opens_at,
        closes_at=row.closes_at,
        early_opens_at=row.early_opens_at,
        hold_minutes=row.hold_seconds // 60,
        goods=goods,
        units=sum(good.units or 0 for good in goods),
        left=sum(good.left for good in goods),
        held=sum(good.held for good in goods),
        sold=sum(good.sold for good in goods),
        back=sum(good.back for good in goods),
        revenue=sum(good.sold * (good.price or 0) for good in goods),
        refused=_refused(found.refused, rush.turned_away(code)),
        rate=_latest_rate(readings),
        peak=most,
        bars=[
            (place + READINGS - len(rates), round(100 * rate / most, 1))
            for place, rate in enumerate(rates)
            if rate
        ],
        trail=",".join(f"{at:.1f}:{count}" for at, count in readings),
        now=now,
    )


def sessions(shop: str = "") -> list[Live]:
    """All sessions, or those in which the shop has goods: those that sell first, then those to come, then the latest."""
    rows = stock.sessions()
    if shop:
        rows = rows.filter(items__item__product__shop__code=shop).distinct()
    shown = [one for row in rows if (one := live(row.code, shop=shop))]
    order = {"open": 0, "sold_out": 0, "early": 0, "to_come": 1, "over": 2}

    def place(one: Live) -> tuple[int, float]:
        at = one.opens_at.timestamp()
        return order[one.state], -at if one.state == "over" else at

    return sorted(shown, key=place)


def skus_of(row: stock.RushSession, shop: str) -> list[str]:
    """The session's products that are the shop's."""
    mine = row.items.filter(item__product__shop__code=shop)
    return list(mine.values_list("item__product__sku", flat=True))


def is_all_of(row: stock.RushSession, shop: str) -> bool:
    """Whether nobody else's goods are sold in it: only then may its merchant stop or extend it."""
    return not row.items.exclude(item__product__shop__code=shop).exists()


def state_name(state: State) -> str:
    return {
        "to_come": _("to come"),
        "early": _("early access"),
        "open": _("open"),
        "sold_out": _("sold out"),
        "over": _("over"),
    }[state]


def _state(row: stock.RushSession, goods: Collection[LiveGood], now: datetime) -> State:
    if now >= row.closes_at:
        return "over"
    if now < row.opens_at:
        return "early" if row.early_opens_at and now >= row.early_opens_at else "to_come"
    return "open" if any(good.left for good in goods) else "sold_out"


def _good(good: stock.GoodFigures, price: int | None) -> LiveGood:
    return LiveGood(
        sku=good.sku,
        name=good.name,
        price=price,
        units=good.units,
        left=good.left if good.is_offered else 0,
        held=good.held,
        sold=good.sold,
        back=good.released,
        per_member=good.units_per_member,
    )


def _refused(kept: dict[str, int], turned_away: dict[str, int]) -> list[tuple[str, int]]:
    """What the teller refused for good, and what lanes refused by themselves, by reason."""
    names = {
        "sold_out": _("nothing left"),
        "limit": _("over the limit per member"),
        "not_yet": _("before the start"),
        "over": _("after the end"),
        "too_often": _("asked too often"),
        "wait": _("sent to the waiting room"),
        "challenge": _("asked to answer a challenge"),
        "busy": _("more than could be served"),
        "unknown": _("another link or product"),
        "key_reused": _("another claim under a used key"),
    }
    both = Counter(kept) + Counter(turned_away)
    shown = [*kept, *(reason for reason in names if both[reason] and reason not in kept)]
    return [(names[reason], both[reason]) for reason in shown]


Reading = tuple[float, int]
"""When (database's clock, seconds of the epoch), and how many units had ever been claimed by then."""


def _read(trail: str, now: datetime, count: int) -> list[Reading]:
    """The earlier readings that make sense, and the present one."""
    at = round(now.timestamp(), 1)
    oldest = at - timedelta(minutes=5).total_seconds()
    known = [(float(when), int(units)) for when, units in _TRAIL.findall(trail[:4_000])]
    kept = [(when, units) for when, units in known if oldest < when < at and units <= count]
    return [*sorted(set(kept))[-(READINGS - 1) :], (at, count)]


def _rates(readings: list[Reading]) -> list[float]:
    return [max(0, after - before) / (end - start) for (start, before), (end, after) in pairwise(readings)]


def _latest_rate(readings: Iterable[Reading]) -> float:
    *earlier, (at, count) = readings
    base = next(((when, units) for when, units in earlier if at - when <= RATE_OVER + 2), None)
    return max(0, count - base[1]) / (at - base[0]) if base else 0.0
