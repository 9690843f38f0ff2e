"""Buying together: what groups there are, starting one, joining one (R2.14)."""

from __future__ import annotations

from datetime import timedelta

from django.http import HttpRequest
from django.utils.translation import gettext as _
from ninja import Header, Router, Status

from feria.mall.kit import api as kit
from feria.mall.orders import api as orders
from feria.mall.web.api import schemas
from feria.mall.web.api.auth import member_of, signed_in
from feria.mall.web.api.ordering import address_of, placed
from feria.mall.web.api.problems import not_found

router = Router(tags=["groups"])


@router.get("/group-buys", response=list[schemas.GroupBuyOut])
def group_buys(request: HttpRequest) -> list[schemas.GroupBuyOut]:
    """What groups can buy now or later."""
    now = kit.now()
    found = [one for one in orders.group_offers() if one.state(now) != "over"]
    return [
        schemas.GroupBuyOut(
            code=one.design.code,
            names=one.design.names,
            sku=one.design.sku,
            unit_price=one.design.price,
            size=one.design.size,
            hours=one.design.hours,
            start_at=one.design.window.start_at,
            end_at=one.design.window.end_at,
            per_member=one.design.per_member,
            left=one.left,
        )
        for one in found
    ]


@router.get("/group-buys/{code}/groups", response=list[schemas.GroupOut])
def open_groups(request: HttpRequest, code: str) -> list[schemas.GroupOut]:
    """Groups of that group buy with a free place, those that miss the fewest first."""
    if orders.group_offer(code) is None:
        raise not_found(_("group buy %(code)s") % {"code": code})
    shift = kit.clock_shift()
    return [_shown(one, shift) for one in orders.open_groups(code)]


@router.post("/group-buys/{code}/groups", response={201: schemas.OrderOut}, auth=signed_in)
def start(
    request: HttpRequest,
    code: str,
    wanted: schemas.SeatIn,
    idempotency_key: str = Header(..., min_length=8, max_length=80),
) -> Status[schemas.OrderOut]:
    """Start a group with an order of one's own; paid, the group is open to others. Its key is in the order."""
    member = member_of(request)
    order = orders.start_group(
        member, code, wanted.quantity, address_of(member, wanted), idempotency_key, wanted.channel
    )
    return placed(request, order)


@router.get("/groups/{key}", response=schemas.GroupOut)
def one_group(request: HttpRequest, key: str) -> schemas.GroupOut:
    """How a group stands, for whoever knows its key."""
    standing = orders.group_standing(key)
    if standing is None:
        raise not_found(_("group"))
    return _shown(standing, kit.clock_shift())


@router.post("/groups/{key}/join", response={201: schemas.OrderOut}, auth=signed_in)
def join(
    request: HttpRequest,
    key: str,
    wanted: schemas.SeatIn,
    idempotency_key: str = Header(..., min_length=8, max_length=80),
) -> Status[schemas.OrderOut]:
    """Take a place in a group. With the last payment every member's order is paid."""
    member = member_of(request)
    order = orders.join_group(
        member, key, wanted.quantity, address_of(member, wanted), idempotency_key, wanted.channel
    )
    return placed(request, order)


def _shown(one: orders.GroupStanding, shift: timedelta) -> schemas.GroupOut:
    group = one.group
    return schemas.GroupOut(
        key=group.key,
        code=group.code,
        sku=group.product.sku,
        state=group.state,
        unit_price=group.unit_price,
        size=group.size,
        paid=one.paid,
        paying=one.paying,
        missing=one.missing,
        fill_until=group.fill_until + shift,
    )
