"""A past year's baskets priced under a festival: what it would have cost, whom, and who would have gained.

Each basket is bought again, on its own, on the main day of the festival, at the time of day at which it was bought. Every
household is an existing member at its level, and holds one of each of the festival's coupons that a member could have
claimed by then; the first basket in which pricing spends a coupon spends it for all later ones. Stock of goods and of
coupons is not looked at: the answer is what the rules cost, were there enough of everything. Fuel, gift cards, deposits and
other lines that are no goods of a mall are priced with the rest, but no promotion lowers or counts them.
"""

from __future__ import annotations

import multiprocessing
import os
import time
from collections.abc import Callable, Iterable, Iterator
from datetime import date, datetime
from multiprocessing.pool import Pool
from pathlib import Path
from zoneinfo import ZoneInfo

import msgspec

from feria.festival import Document
from feria.pricing import HeldCoupon, Promotion, compile_plan
from feria.review.past import warehouse
from feria.review.past.baskets import EVERY_DAY, Past, Span
from feria.review.past.bucket import CURRENCY, Work, price_bucket, price_next, take_up
from feria.review.past.tally import Tally, Use

BUCKET = 40_000
"""How many baskets are priced in one go at most, about: each bucket is read from the whole file. Every core has as many
buckets as the others, so that all end at about the same time."""

FEWEST = 4_000
"""How many baskets are worth a worker, which takes a second to get ready."""

TOP = 10

Progress = Callable[[float], None]
"""Called with the share of baskets that are priced, 0 to 1."""


class OtherCurrency(Exception):
    """The festival's amounts and the baskets' are not of one currency."""

    def __init__(self, festival: str, baskets: str) -> None:
        super().__init__(f"the festival is in {festival}, the baskets are in {baskets}")
        self.festival = festival
        self.baskets = baskets


class NoBaskets(Exception):
    """Nothing was bought in the span. ``first`` and ``last`` are the days that the warehouse has."""

    def __init__(self, span: Span, first: date, last: date) -> None:
        super().__init__(f"no baskets from {span.from_day} to {span.to_day}")
        self.span = span
        self.first = first
        self.last = last


class Value(msgspec.Struct, frozen=True, kw_only=True):
    """A part of the result; amounts are minor units."""


class PromotionCost(Value, frozen=True, kw_only=True):
    """What one promotion took off: 0 everywhere for one that never applied. ``units`` it was applied to."""

    promotion: str
    name: str
    lane: str
    shop: str
    coupon: str
    baskets: int
    units: int
    amount: int
    funders: dict[str, int]


class HouseholdChange(Value, frozen=True, kw_only=True):
    """``gain`` is charged less payable: above zero the household would have paid less than it did."""

    household: str
    baskets: int
    listed: int
    charged: int
    payable: int
    gain: int


class ReplayResult(Value, frozen=True, kw_only=True):
    """A festival over past baskets. listed - payable = reduction = the sum of promotions = the sum of funders.

    What is ``outside`` no promotion may touch, because it is no goods of a mall: it is part of the sums all the same.
    """

    festival: str
    currency: str
    first_day: date
    last_day: date
    priced_as_of: datetime  # the local midnight of the main day
    baskets: int
    baskets_outside: int  # those of which every line is outside
    baskets_empty: int  # those of which no line has a price: they come to nothing
    lines: int
    lines_outside: int
    charged_outside: int
    units: int
    listed: int
    charged: int
    payable: int
    reduction: int
    charged_reduction: int  # listed - charged: what the grocer's own discounts and coupons took off then
    touched_baskets: int
    touched_units: int
    no_effect_bps: int  # share of baskets that no promotion touched
    unproven: int  # baskets whose price is the best found, not proven the best there is
    promotions: tuple[PromotionCost, ...]
    funders: dict[str, int]
    winners: tuple[HouseholdChange, ...]
    losers: tuple[HouseholdChange, ...]
    workers: int
    seconds: float


def main_day(document: Document) -> datetime:
    """Local midnight of the day on which the main phase starts, or the festival if it has none."""
    starts = next((phase.start_at for phase in document.phases if phase.kind == "main"), document.starts_at)
    return starts.astimezone(ZoneInfo(document.time_zone)).replace(hour=0, minute=0, second=0, microsecond=0)


def coupons_held(document: Document, day: datetime) -> tuple[HeldCoupon, ...]:
    """One of each coupon that could be claimed by the end of the day and can be used from some time of it on."""
    evening = day.replace(hour=23, minute=59, second=59)
    return tuple(
        HeldCoupon(id=coupon.code, template=coupon.promotion.coupon, expires_at=coupon.use.end_at)
        for coupon in document.coupons
        if coupon.claim.start_at <= evening and coupon.use.start_at <= evening and coupon.use.end_at > day
    )


def replay(
    document: Document,
    store: Path,
    span: Span = EVERY_DAY,
    *,
    workers: int | None = None,
    progress: Progress = lambda _share: None,
) -> ReplayResult:
    """Price the warehouse's baskets of the span under the festival, on all cores unless told otherwise.

    Raises WarehouseMissing, OtherCurrency, NoBaskets.
    """
    started = time.perf_counter()
    warehouse.opened(store)
    if document.currency != CURRENCY:
        raise OtherCurrency(document.currency, CURRENCY)
    baskets, baskets_empty, days = _days(store, span)
    day = main_day(document)
    plan, coupons = compile_plan(document.all_promotions), coupons_held(document, day)
    hands = min(workers or _cores(), -(-baskets // FEWEST))
    rounds = -(-baskets // (BUCKET * hands))
    work = Work(store, day, span, plan, coupons, buckets=hands * rounds)
    whole = Tally()
    for done, part in enumerate(_parts(work, hands), start=1):
        whole.add(part)
        progress(done / work.buckets)
    return _result(document, work, days, baskets_empty, whole, hands, started)


def _parts(work: Work, hands: int) -> Iterator[Tally]:
    if hands == 1:
        past = Past(work.store, CURRENCY, work.day, work.span)
        yield from (price_bucket(work, past, bucket) for bucket in range(work.buckets))
        return
    context = multiprocessing.get_context("spawn")  # a forked DuckDB has lost its threads
    with Pool(hands, take_up, (work,), context=context) as pool:
        yield from pool.imap_unordered(price_next, range(work.buckets))


def _cores() -> int:
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


def _days(store: Path, span: Span) -> tuple[int, int, tuple[date, date]]:
    """The span's baskets, those without a price, and the first and last day on which something was bought."""
    every = warehouse.days(store)
    inside = [day for day in every if span.from_day <= day.day < span.to_day]
    bought = [day.day for day in inside if day.baskets]
    if not bought:
        raise NoBaskets(span, every[0].day, every[-1].day)
    return (
        sum(day.baskets for day in inside),
        sum(day.empty_baskets for day in inside),
        (bought[0], bought[-1]),
    )


def _result(
    document: Document,
    work: Work,
    days: tuple[date, date],
    baskets_empty: int,
    whole: Tally,
    hands: int,
    started: float,
) -> ReplayResult:
    changes = [
        HouseholdChange(
            household=code,
            baskets=standing.baskets,
            listed=standing.listed,
            charged=standing.charged,
            payable=standing.payable,
            gain=standing.charged - standing.payable,
        )
        for code, standing in whole.households.items()
    ]
    changes.sort(key=lambda change: (-change.gain, change.household))
    return ReplayResult(
        festival=document.id,
        currency=document.currency,
        first_day=days[0],
        last_day=days[1],
        priced_as_of=work.day,
        baskets=whole.baskets + baskets_empty,
        baskets_outside=whole.baskets_outside,
        baskets_empty=baskets_empty,
        lines=whole.lines,
        lines_outside=whole.lines_outside,
        charged_outside=whole.charged_outside,
        units=whole.units,
        listed=whole.listed,
        charged=whole.charged,
        payable=whole.payable,
        reduction=whole.listed - whole.payable,
        charged_reduction=whole.listed - whole.charged,
        touched_baskets=whole.touched_baskets,
        touched_units=whole.touched_units,
        no_effect_bps=10_000 - whole.touched_baskets * 10_000 // (whole.baskets + baskets_empty),
        unproven=whole.unproven,
        promotions=tuple(_costs(document.all_promotions, whole)),
        funders=whole.by_funder(),
        winners=tuple(change for change in changes[:TOP] if change.gain > 0),
        losers=tuple(change for change in reversed(changes[-TOP:]) if change.gain < 0),
        workers=hands,
        seconds=round(time.perf_counter() - started, 3),
    )


def _costs(promotions: Iterable[Promotion], whole: Tally) -> list[PromotionCost]:
    """Every promotion, dearest first."""
    costs = []
    for promotion in promotions:
        use = whole.promotions.get(promotion.id, Use())
        costs.append(
            PromotionCost(
                promotion=promotion.id,
                name=promotion.name,
                lane=promotion.lane.value,
                shop=promotion.shop,
                coupon=promotion.coupon,
                baskets=use.baskets,
                units=use.units,
                amount=use.amount,
                funders=dict(sorted(use.funders.items())),
            )
        )
    return sorted(costs, key=lambda cost: (-cost.amount, cost.promotion))
