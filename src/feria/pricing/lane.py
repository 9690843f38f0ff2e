"""The lanes of R2.1: promotions compete inside a lane and add up across lanes."""

from enum import Enum


class Lane(Enum):
    """In the order in which they are worked; each sees what is still payable after the ones before."""

    ITEM = "item"
    BUNDLE = "bundle"
    SHOP = "shop"
    SHOP_COUPON = "shop_coupon"
    MALL = "mall"
    MALL_COUPON = "mall_coupon"
    POINTS = "points"
    SHIPPING = "shipping"
    GRANT = "grant"

    @property
    def order(self) -> int:
        """The lane's place in the course, from 0."""
        return ORDER.index(self)

    @property
    def is_per_shop(self) -> bool:
        """Whether promotions here look at one shop's goods at a time."""
        return self in (Lane.SHOP, Lane.SHOP_COUPON)

    @property
    def is_choice(self) -> bool:
        """Whether the shopper chooses here (a coupon to spend), so that the engine searches."""
        return self in (Lane.SHOP_COUPON, Lane.MALL_COUPON)


ORDER = list(Lane)
