"""Reads about people."""

from __future__ import annotations

from typing import Any

from django.contrib.auth.models import AbstractBaseUser, AnonymousUser
from django.db.models import QuerySet

from feria.mall.catalog.api import Product, Shop
from feria.mall.members.models import Address, Favourite, Member, ShopStaff, User
from feria.pricing import Buyer

Someone = AbstractBaseUser | AnonymousUser

ROLES = ("shopper", "merchant", "operator", "analyst")
GROUP_ROLES = ("operator", "analyst")
"""Roles that are Django groups; a merchant has a post in a shop, a shopper a member's profile."""


def member_of(user: Someone | None) -> Member | None:
    """The shopper behind an account, or None: nobody signed in, or staff who do not shop."""
    if user is None or not user.is_authenticated:
        return None
    return Member.objects.select_related("user").filter(user_id=user.pk).first()


def member_by_code(code: str) -> Member | None:
    """The member called ``hh-900``, or None."""
    return Member.objects.select_related("user").filter(code=code).first()


def buyer(member: Member | None) -> Buyer:
    """The member as the engine's conditions see them (R2.10); a guest for None."""
    if member is None:
        return Buyer()
    return Buyer(
        id=member.code,
        level=member.level,
        is_new=member.first_order_at is None,
        birthday=member.birthday,
        gender=member.gender,
        region=member.region,
        tags=tuple(member.tags),
    )


def roles_of(user: Someone | None) -> frozenset[str]:
    """What the account may be in this mall, of "shopper", "merchant", "operator", "analyst"; nothing for guests."""
    if not isinstance(user, User) or not user.is_active:
        return frozenset()
    roles = set(user.groups.filter(name__in=GROUP_ROLES).values_list("name", flat=True))
    if user.is_superuser:
        roles |= set(GROUP_ROLES)
    if Member.objects.filter(user=user).exists():
        roles.add("shopper")
    if ShopStaff.objects.filter(user=user).exists():
        roles.add("merchant")
    return frozenset(roles)


def shops_of(user: Someone | None) -> QuerySet[Shop]:
    """The shops the account works for, by name."""
    if not isinstance(user, User):
        return Shop.objects.none()
    return Shop.objects.filter(staff__user=user).order_by("name")


def addresses(member: Member) -> QuerySet[Address]:
    """Where the member has things sent, the default first."""
    return member.addresses.order_by("-is_default", "id")


def favourites(member: Member) -> QuerySet[Favourite]:
    """What the member marked, latest first, each with its ``product`` (shop and category loaded)."""
    return member.favourites.select_related("product__shop", "product__category")


def favourite_skus(member: Member | None) -> frozenset[str]:
    """The SKUs of the favourites, for the hearts on a page of products."""
    if member is None:
        return frozenset()
    return frozenset(member.favourites.values_list("product__sku", flat=True))


def favoured_by(product: Product) -> int:
    """How many members marked the product (R4.4)."""
    return Favourite.objects.filter(product=product).count()


def profile(member: Member) -> dict[str, Any]:
    """What the mall knows of the member, by field, without what it does not know."""
    fields = (
        "age_band",
        "income_band",
        "household_size",
        "kids",
        "home",
        "marital_status",
        "household",
        "region",
    )
    return {name: getattr(member, name) for name in fields if getattr(member, name)}
