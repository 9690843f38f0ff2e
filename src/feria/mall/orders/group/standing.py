"""How groups stand, for pages: who is missing, how long there is."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db.models import Count, Q, QuerySet

from feria.mall.kit.api import database_now
from feria.mall.members.api import Member
from feria.mall.orders.models import Group, Order

_PAID = Q(orders__state__in=[Order.State.PREPAID, Order.State.PAID])
_PAYING = Q(orders__state=Order.State.PLACED)


@dataclass(frozen=True, kw_only=True)
class GroupStanding:
    """A group with its members counted: those who have paid, and those who are ``paying``. ``time_left`` is for filling it."""

    group: Group
    paid: int
    paying: int
    time_left: timedelta

    @property
    def missing(self) -> int:
        """Members who have yet to pay."""
        return max(self.group.size - self.paid, 0) if self.group.state == Group.State.OPEN else 0

    @property
    def free(self) -> int:
        """Seats that nobody has."""
        return max(self.missing - self.paying, 0)

    @property
    def is_running(self) -> bool:
        """Not full, not failed, and its time is not over (whether or not anybody has swept it)."""
        return self.group.state == Group.State.OPEN and self.time_left > timedelta()

    @property
    def is_joinable(self) -> bool:
        return self.is_running and self.group.opened_at is not None and self.free > 0


def open_groups(code: str, member: Member | None = None, limit: int = 5) -> list[GroupStanding]:
    """Groups of that group buy with a free seat, those that miss the fewest first; none that ``member`` is in."""
    at = database_now()
    rows = Group.objects.filter(
        code=code, state=Group.State.OPEN, opened_at__isnull=False, fill_until__gt=at
    ).order_by("fill_until")
    if member is not None:
        mine = Order.objects.filter(member=member, way="group", state__in=["placed", "prepaid"])
        rows = rows.exclude(pk__in=mine.values("group_id"))
    joinable = [each for each in _standings(rows[: limit * 10], at) if each.is_joinable]
    return sorted(joinable, key=lambda each: (each.missing, each.time_left))[:limit]


def groups_of(code: str, member: Member) -> list[GroupStanding]:
    """The groups of that group buy that the member has a place in and that are not over."""
    orders = Order.objects.filter(member=member, way="group", state__in=["placed", "prepaid"])
    rows = Group.objects.filter(code=code, state=Group.State.OPEN, pk__in=orders.values("group_id"))
    return list(_standings(rows, database_now()))


def order_in_group(member: Member, group: Group) -> Order | None:
    """The member's latest order in the group, whatever became of it."""
    return group.orders.filter(member=member).order_by("-pk").first()


def group_standing(key: str) -> GroupStanding | None:
    """The group of this key."""
    return next(iter(_standings(Group.objects.filter(key=key), database_now())), None)


def standing_of(order: Order) -> GroupStanding | None:
    """The group that the order has a seat in."""
    if order.group_id is None:
        return None
    return next(iter(_standings(Group.objects.filter(pk=order.group_id), database_now())), None)


def groups(shop: str | None = None, state: str | None = None) -> QuerySet[Group]:
    """Every group that was opened, latest first, with members and units counted; of one shop's products (its code)."""
    rows = _counted(Group.objects.filter(opened_at__isnull=False)).order_by("-started_at", "-pk")
    if shop is not None:
        rows = rows.filter(product__shop__code=shop)
    return rows.filter(state=state) if state else rows


def group_counts(shop: str | None = None) -> dict[str, int]:
    """How many opened groups are in each state."""
    rows = Group.objects.filter(opened_at__isnull=False)
    if shop is not None:
        rows = rows.filter(product__shop__code=shop)
    return dict(rows.order_by().values_list("state").annotate(n=Count("pk")))


def _counted(rows: QuerySet[Group]) -> QuerySet[Group]:
    return rows.select_related("product__shop", "product__category", "starter").annotate(
        paid=Count("orders", filter=_PAID), paying=Count("orders", filter=_PAYING)
    )


def _standings(rows: QuerySet[Group], at: datetime) -> Iterable[GroupStanding]:
    return [
        GroupStanding(
            group=row,
            paid=row.paid,  # type: ignore[attr-defined]
            paying=row.paying,  # type: ignore[attr-defined]
            time_left=max(row.fill_until - at, timedelta()),
        )
        for row in _counted(rows)
    ]
