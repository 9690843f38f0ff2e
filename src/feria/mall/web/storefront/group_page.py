"""Group buys, in words: who is missing, how long there is, what becomes of the money (R2.14)."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from typing import Literal

from django.conf import settings
from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from feria.mall.kit import api as kit
from feria.mall.members import api as members
from feria.mall.orders import api as orders
from feria.mall.web.money import count_text, money_text
from feria.mall.web.storefront.visit import Visit
from feria.mall.web.storefront.words import worded
from feria.mall.web.templatetags.storefront import when

MOST_SEATS = 12
"""So many places are drawn one by one; larger groups have a bar."""

Stage = Literal["waiting", "open", "ended", "won", "failed"]
"""Its starter has not paid yet; it runs; its time is over and nobody has swept yet; it is full; it failed."""


@dataclass(frozen=True, kw_only=True)
class GroupNote:
    """A group as others' pages tell it; ``until`` by the mall's clock."""

    key: str
    url: str
    missing: str
    until: datetime
    stage: Stage
    is_joinable: bool


@dataclass(frozen=True, kw_only=True)
class TogetherOffer:
    """A group buy of a product as its page tells it. Amounts are of one unit; ``alone`` is what one pays without a group."""

    code: str
    title: str
    currency: str
    price: int
    alone: int
    people: str
    terms: str
    saving: str
    left: str
    start_url: str
    starts_at: datetime
    ends_at: datetime
    is_open: bool
    most: int
    groups: list[GroupNote] = field(default_factory=list)
    mine: list[GroupNote] = field(default_factory=list)

    @property
    def is_worth_it(self) -> bool:
        """Whether a group pays less than one buyer does now."""
        return self.price < self.alone


def together_offers(visit: Visit, sku: str, free: int, alone: int) -> list[TogetherOffer]:
    """The product's group buys that are open or to come, with groups to join.

    ``free`` is what stock has of it, ``alone`` what one pays without a group.
    """
    member, now = visit.member, visit.now
    found = [one for one in orders.group_offers(sku, visit.in_force) if one.state(now) != "over"]
    return [_with_groups(together_offer(one, now, free, alone), member, now) for one in found]


def _with_groups(offer: TogetherOffer, member: members.Member | None, now: datetime) -> TogetherOffer:
    mine = orders.groups_of(offer.code, member) if member else []
    return replace(
        offer,
        groups=[group_note(each, now) for each in orders.open_groups(offer.code, member)],
        mine=[group_note(each, now) for each in mine],
    )


def together_offer(one: orders.GroupOffer, now: datetime, free: int, alone: int) -> TogetherOffer:
    """One group buy of a product."""
    design = one.design
    left = free if one.left is None else min(one.left, free)
    limits = [left, orders.MOST_UNITS, *([design.per_member] if design.per_member else [])]
    is_open = one.state(now) == "open"
    return TogetherOffer(
        code=design.code,
        title=worded(design.names, design.id),
        currency=one.document.currency,
        price=design.price,
        alone=alone,
        people=people_text(design.size),
        terms=terms_text(design.size, design.time_to_fill(now) if is_open else None, design.hours),
        saving=_saving(alone - design.price, one.document.currency),
        left=_left(left),
        start_url=reverse("storefront:group-start", args=[design.code]),
        starts_at=design.window.start_at,
        ends_at=design.window.end_at,
        is_open=is_open and left >= design.size,
        most=max(min(limits), 1),
    )


def group_note(one: orders.GroupStanding, now: datetime) -> GroupNote:
    """One group, shortly."""
    return GroupNote(
        key=one.group.key,
        url=reverse("storefront:group", args=[one.group.key]),
        missing=missing_text(one.missing),
        until=now + one.time_left,
        stage=stage_of(one),
        is_joinable=one.is_joinable,
    )


def stage_of(one: orders.GroupStanding) -> Stage:
    """Where the group stands."""
    if one.group.state == orders.Group.State.WON:
        return "won"
    if one.group.state == orders.Group.State.FAILED:
        return "failed"
    if not one.is_running:
        return "ended"
    return "open" if one.group.opened_at else "waiting"


def seats_of(one: orders.GroupStanding) -> list[str]:
    """Each place of a group that is not too large to draw: paid, paying or free."""
    size = one.group.size
    if size > MOST_SEATS:
        return []
    if one.group.state == orders.Group.State.WON:
        return ["paid"] * size
    paid, paying = min(one.paid, size), min(one.paying, size - one.paid)
    return ["paid"] * paid + ["paying"] * paying + ["free"] * (size - paid - paying)


def people_text(size: int) -> str:
    return ngettext("%(n)s person", "%(n)s people", size) % {"n": count_text(size)}


def missing_text(missing: int) -> str:
    return ngettext("%(n)s more person needed", "%(n)s more people needed", missing) % {
        "n": count_text(missing)
    }


def terms_text(size: int, time_to_fill: timedelta | None, hours: int) -> str:
    """What starting one comes to."""
    if time_to_fill is not None and time_to_fill < timedelta(hours=hours):
        return ngettext(
            "Start a group, pay, and share its link. If %(n)s other person has not joined and paid by the offer’s end, you get all your money back.",
            "Start a group, pay, and share its link. If %(n)s others have not joined and paid by the offer’s end, everybody gets all their money back.",
            size - 1,
        ) % {"n": count_text(size - 1)}  # fmt: skip
    within = ngettext("%(n)s hour", "%(n)s hours", hours) % {"n": count_text(hours)}
    return ngettext(
        "Start a group, pay, and share its link. If %(n)s other person has not joined and paid within %(hours)s, you get all your money back.",
        "Start a group, pay, and share its link. If %(n)s others have not joined and paid within %(hours)s, everybody gets all their money back.",
        size - 1,
    ) % {"n": count_text(size - 1), "hours": within}  # fmt: skip


def _saving(saved: int, currency: str) -> str:
    if saved <= 0:
        return ""
    return _("You save %(amount)s") % {"amount": money_text(saved, currency)}


def _left(left: int) -> str:
    if not left:
        return _("None is left at the group price.")
    return ngettext(
        "%(n)s unit is left at the group price.", "%(n)s units are left at the group price.", left
    ) % {"n": count_text(left)}  # fmt: skip


def waiting_note(order: orders.Order) -> str:
    """What a list of orders says of one that waits for its group; "" of any other."""
    if order.state != orders.Order.State.PREPAID or order.group is None:
        return ""
    return _("If it is not full by %(until)s, you get everything back.") % {
        "until": when(kit.to_mall_time(order.group.fill_until))
    }


def missed_its_group(order: orders.Order) -> bool:
    """Whether the order was closed because its group was not full, and not by its buyer."""
    group = order.group
    if group is None or order.closed_at is None or group.closed_at is None:
        return False
    return group.state == orders.Group.State.FAILED and order.closed_at >= group.closed_at


def share_text(request: HttpRequest, one: orders.GroupStanding) -> tuple[str, str]:
    """The group's address for others, and what to write beside it."""
    url = request.build_absolute_uri(reverse("storefront:group", args=[one.group.key]))
    said = {
        "product": one.group.product.name,
        "amount": money_text(one.group.unit_price, settings.CURRENCY),
        "missing": missing_text(one.missing),
    }
    return url, _("%(product)s together for %(amount)s: %(missing)s.") % said
