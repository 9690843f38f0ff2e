"""A member's share as the engine prices it: the group's price is an item price that its lines alone can have."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime

from django.conf import settings

from feria.festival import group_price, group_tag
from feria.mall.members.api import Member
from feria.mall.orders.models import Group
from feria.mall.orders.quoting import Till, till
from feria.pricing import Funder, compile_plan


def till_of_group(member: Member, group: Group, now: datetime, region: str, channel: str = "web") -> Till:
    """The till for a seat in the group: its price beside everything in force, with the coupons in the member's wallet."""
    usual = till(member, now, region, channel)
    price = group_price(
        code=group.code,
        names=group.names,
        sku=group.product.sku,
        price=group.unit_price,
        funders=tuple(Funder(who=who, bps=bps) for who, bps in group.funders),
        currency=settings.CURRENCY,
    )
    return replace(usual, plan=compile_plan([*usual.plan.promotions, price]), tags=(group_tag(group.code),))
