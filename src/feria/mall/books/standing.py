"""What stands in the mall now, as rows of facts: written anew with each refresh, but for stock, which is counted each time."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import asdict
from datetime import UTC, datetime, tzinfo
from typing import Any

from django.db.models import Q

from feria.mall.catalog.api import Category, Product, Shop
from feria.mall.coupons.api import Coupon, CouponTemplate
from feria.mall.members.api import Favourite, Member
from feria.mall.orders.api import CartStay
from feria.mall.stock.api import StockItem
from feria.mall.traffic.api import by_goods, by_source

Row = dict[str, Any]


def products(zone: tzinfo) -> Iterator[Row]:
    """The catalogue."""
    for product in Product.objects.select_related("shop", "category").iterator():
        yield {
            "sku": product.sku,
            "name": product.name,
            "shop": product.shop.code,
            "category": product.category.path,
            "brand": product.brand or None,
            "listed_price": product.listed_price,
            "new_since": product.added_at.astimezone(zone).date() if product.added_at else None,
        }


def members(_zone: tzinfo) -> Iterator[Row]:
    """Who the buyers are. No name, no address: a review needs neither."""
    for member in Member.objects.only("code", "joined_at", "level", "income_band", "region").iterator():
        yield {
            "member": member.code,
            "joined_at": _utc(member.joined_at),
            "level": Member.Level(member.level).name.capitalize(),
            "segment": member.income_band or None,
            "region": member.region or None,
        }


def coupons(_zone: tzinfo) -> Iterator[Row]:
    """Each coupon, with its use where it has one that stands."""
    held = Coupon.objects.select_related("template", "member").prefetch_related("redemptions").order_by("pk")
    for coupon in held.iterator(chunk_size=500):
        use = next((each for each in coupon.redemptions.all() if each.restored_at is None), None)
        yield {
            "coupon": coupon.template.code,
            "member": coupon.member.code,
            "claimed_at": _utc(coupon.claimed_at),
            "used_at": _utc(use.redeemed_at) if use else None,
            "order": use.order_number if use else None,
            "amount": use.amount if use else None,
        }


def carts(_zone: tzinfo) -> Iterator[Row]:
    """What members put into their carts, when and how it left them, and what they marked."""
    for stay in CartStay.objects.select_related("member", "product").order_by("pk").iterator():
        left = {"left_at": _utc(stay.left_at) if stay.left_at else None, "how": stay.how or None}
        yield _wish(stay.member.code, stay.product.sku, "cart", stay.added_at, stay.quantity) | left
    for mark in Favourite.objects.select_related("member", "product").order_by("pk").iterator():
        yield _wish(mark.member.code, mark.product.sku, "favourite", mark.marked_at, 1) | {
            "left_at": None,
            "how": None,
        }


def visits(_zone: tzinfo) -> Iterator[Row]:
    """Visitors of each day by source. Who came before is known of those with an account only."""
    yield from map(asdict, by_source())


def views(_zone: tzinfo) -> Iterator[Row]:
    """Visitors of each product's page by day."""
    yield from map(asdict, by_goods())


def stock(at: datetime) -> Iterator[Row]:
    """How much of each product that ever sold or ran short could be sold at this moment."""
    moved = StockItem.objects.filter(Q(sold__gt=0) | Q(held__gt=0)).select_related("product")
    for item in moved.iterator():
        free = item.received - item.held - item.sold - item.set_aside
        yield {"sku": item.product.sku, "at": _utc(at), "on_hand": free}


def names(_zone: tzinfo) -> Iterator[Row]:
    """What shops, categories and coupons are called. A shop and a category of one code are one department here."""
    for shop in Shop.objects.order_by("code"):
        yield {"code": shop.code, "language": None, "name": shop.name}
    for category in Category.objects.order_by("path"):
        yield {"code": category.path, "language": None, "name": category.name}
    for template in CouponTemplate.objects.order_by("code"):
        for language, name in sorted(template.names.items()):
            yield {"code": template.code, "language": language, "name": name}


def _wish(member: str, sku: str, kind: str, at: datetime, quantity: int) -> Row:
    return {"member": member, "sku": sku, "kind": kind, "added_at": _utc(at), "quantity": quantity}


def _utc(at: datetime) -> datetime:
    return at.astimezone(UTC).replace(tzinfo=None)


STANDING = {
    "products": products,
    "members": members,
    "coupons": coupons,
    "carts": carts,
    "traffic": visits,
    "views": views,
    "names": names,
}
"""Tables that are a picture of now."""
