"""Made-up rows for the mall's tests: plain functions, everything has a default, names say what it is."""

from __future__ import annotations

from datetime import UTC, datetime
from itertools import count
from typing import Any

from django.test import override_settings

from feria.mall.catalog.models import Category, Product, Shop
from feria.mall.kit.api import move_clock
from feria.mall.members.models import Address, Member, User

DAY = datetime(2025, 11, 11, 5, 0, tzinfo=UTC)
"""Midnight of 11 November 2025 in New York: where the tests' festivals have their main day."""

_numbers = count(1)


def at(*when: int) -> datetime:
    """An instant in UTC: ``at(2025, 11, 11, 5)``."""
    return datetime(*when, tzinfo=UTC)  # type: ignore[misc,arg-type]


def set_clock(to: datetime | None) -> None:
    """Let the mall's clock stand at an instant and run on from there; None is the real time."""
    with override_settings(DEMO=True):
        move_clock(to, by=None)


def make_shop(code: str = "grocery", name: str = "", **more: Any) -> Shop:
    shop, _ = Shop.objects.get_or_create(code=code, defaults={"name": name or code.capitalize(), **more})
    return shop


def make_category(path: str = "grocery/soft-drinks", name: str = "") -> Category:
    """The category and its ancestors."""
    above, _, slug = path.rpartition("/")
    parent = make_category(above) if above else None
    row, _made = Category.objects.get_or_create(
        path=path,
        defaults={
            "name": name or slug.replace("-", " ").capitalize(),
            "parent": parent,
            "depth": path.count("/") + 1,
        },
    )
    return row


def make_product(
    sku: str = "",
    name: str = "Cola",
    listed_price: int = 1_000,
    shop: Shop | str = "grocery",
    category: Category | str = "grocery/soft-drinks",
    brand: str = "",
    **more: Any,
) -> Product:
    """A product on sale that can be searched; ``listed_price`` in minor units."""
    from feria.mall.catalog.words import search_text

    number = next(_numbers)
    sku = sku or f"sku-{number}"
    category = make_category(category) if isinstance(category, str) else category
    return Product.objects.create(
        sku=sku,
        name=name,
        brand=brand,
        listed_price=listed_price,
        shop=make_shop(shop) if isinstance(shop, str) else shop,
        category=category,
        search_text=search_text(name, brand, f"{category.path} {category.name}", sku),
        **{"sales_rank": number, "added_at": DAY, **more},
    )


def make_user(username: str = "", password: str = "", **more: Any) -> User:
    """An account; without a password it cannot sign in."""
    username = username or f"person-{next(_numbers)}"
    return User.objects.create_user(username, f"{username}@example.test", password or None, **more)


def make_member(code: str = "", user: User | None = None, **more: Any) -> Member:
    """A shopper with an account."""
    code = code or f"hh-{next(_numbers)}"
    return Member.objects.create(user=user or make_user(code), code=code, **{"joined_at": DAY, **more})


def make_address(member: Member, **more: Any) -> Address:
    fields = {
        "recipient": "Ana Li",
        "phone": "614 555 0142",
        "street": "12 Elm Street",
        "city": "Columbus",
        "region": "OH",
        "postcode": "43004",
        "country": "US",
        "is_default": True,
    }
    return Address.objects.create(member=member, **{**fields, **more})
