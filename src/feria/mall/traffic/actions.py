"""Writing down what was seen, and folding days that are over into counts."""

from __future__ import annotations

import secrets
from collections import Counter
from datetime import date, datetime, timedelta
from hashlib import blake2b
from zoneinfo import ZoneInfo

from django.conf import settings
from django.db import transaction
from django.db.models import F

from feria.mall.kit.api import now
from feria.mall.traffic.models import DayGoods, DaySalt, DayTraffic, Views
from feria.mall.traffic.selectors import ORDER, goods_of, sources_of
from feria.mall.traffic.tally import Seen, Tally, tally

KEPT_DAYS = 2
"""Today's views and yesterday's are kept one by one; older days are counts."""


def carry_off(held: Tally = tally) -> int:
    """Write what the tally holds: one statement for the views of everybody. What cannot be written waits for the next time."""
    at, taken = held.take()
    if not taken:
        return 0
    try:
        with transaction.atomic():
            _write(taken, at)
    except BaseException:
        held.give_back(taken)
        raise
    return len(taken)


def _write(taken: list[Seen], at: float) -> None:
    zone, mall = ZoneInfo(settings.TIME_ZONE), now()
    days = [(mall - timedelta(seconds=at - seen.at)).astimezone(zone).date() for seen in taken]
    salts = {day: _locked_salt(day) for day in sorted(set(days))}
    times: Counter[tuple[date, str, str, str, str, bool]] = Counter()
    for day, seen in zip(days, taken, strict=True):
        visitor = _key(salts[day], seen.person) if seen.person else ""
        what = _key(salts[day], f"order {seen.what}") if seen.page == ORDER else seen.what
        before = seen.joined_at is not None and seen.joined_at.astimezone(zone).date() < day
        times[day, visitor, seen.page, what, seen.source, before] += 1
    Views.objects.bulk_create(
        (
            Views(
                day=day, visitor=visitor, page=page, what=what, source=source, came_before=before, count=count
            )
            for (day, visitor, page, what, source, before), count in times.items()
        ),
        batch_size=1_000,
    )


def _locked_salt(day: date) -> bytes:
    """The day's, made by whoever needs it first. Nobody else writes or folds the day until the transaction ends."""
    while True:  # it may be folded between the two
        DaySalt.objects.get_or_create(day=day, defaults={"salt": secrets.token_bytes(32)})
        if (locked := DaySalt.objects.select_for_update().filter(day=day).first()) is not None:
            return bytes(locked.salt)


def _key(salt: bytes, text: str) -> str:
    return blake2b(text.encode(), key=salt, digest_size=8).hexdigest()


def fold_days(at: datetime) -> int:
    """Make counts of the days that are over and throw their views and salts away; how many days. Again, it finds none."""
    today = at.astimezone(ZoneInfo(settings.TIME_ZONE)).date()
    before = today - timedelta(days=KEPT_DAYS - 1)
    over = sorted(set(Views.objects.filter(day__lt=before).values_list("day", flat=True)))
    for day in over:
        _fold(day)
    DaySalt.objects.filter(day__lt=before).delete()
    return len(over)


@transaction.atomic
def _fold(day: date) -> None:
    _locked_salt(day)  # two who fold at once take turns, and the second finds nothing
    for source in sources_of(day):
        DayTraffic.objects.get_or_create(
            day=day, source=source.source, defaults={"visitors": 0, "views": 0, "returning": 0, "orders": 0}
        )
        DayTraffic.objects.filter(day=day, source=source.source).update(
            visitors=F("visitors") + source.visitors,
            views=F("views") + source.views,
            returning=F("returning") + source.returning,
            orders=F("orders") + source.orders,
        )
    for goods in goods_of(day):
        DayGoods.objects.get_or_create(day=day, sku=goods.sku, defaults={"visitors": 0, "views": 0})
        DayGoods.objects.filter(day=day, sku=goods.sku).update(
            visitors=F("visitors") + goods.visitors, views=F("views") + goods.views
        )
    Views.objects.filter(day=day).delete()
    DaySalt.objects.filter(day=day).delete()
