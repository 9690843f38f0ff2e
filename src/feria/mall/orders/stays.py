"""What members' carts held, from when to when, and how it left: what a review calls lost carts (R8.5).

A guest's cart tells nothing until it is theirs: whose it was, nobody could say.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from datetime import datetime

from feria.mall.orders.models import Cart, CartStay


def goods_are_in(cart: Cart, quantities: Mapping[int, int], at: datetime) -> None:
    """The cart holds so many of these products (by id) now; what was in it already goes on being in it.

    Call it with the cart locked, so that nobody else begins the same stay.
    """
    if cart.member_id is None or not quantities:
        return
    open_stays = CartStay.objects.filter(member=cart.member_id, product__in=quantities, left_at=None)
    here = {stay.product_id: stay for stay in open_stays}
    CartStay.objects.bulk_create(
        CartStay(member_id=cart.member_id, product_id=product, quantity=quantity, added_at=at)
        for product, quantity in quantities.items()
        if product not in here
    )
    changed = [stay for product, stay in here.items() if stay.quantity != quantities[product]]
    for stay in changed:
        stay.quantity = quantities[stay.product_id]
    CartStay.objects.bulk_update(changed, ["quantity"])


def goods_left(cart: Cart, products: Collection[int], how: CartStay.How, at: datetime) -> None:
    """These products (by id) are no longer in the cart."""
    if cart.member_id is None or not products:
        return
    open_stays = CartStay.objects.filter(member=cart.member_id, product__in=products, left_at=None)
    open_stays.update(left_at=at, how=how)
