"""A member who has an address, and what they put into a cart and order."""

from __future__ import annotations

from feria.mall.members.models import Member
from feria.mall.orders import api as orders
from tests.mall.factories import make_address, make_member


def make_buyer() -> Member:
    member = make_member()
    make_address(member)
    return member


def buy(member: Member, **wanted: int) -> orders.Order:
    """Order so much of each: ``buy(member, cola=1)``."""
    cart = orders.cart_for(member)
    orders.fill(cart, list(wanted.items()))
    return orders.checkout(member, cart, member.addresses.get(), "key")
