"""Where each sort of benefit may work."""

from feria.pricing.lane import Lane

ITEM = frozenset({Lane.ITEM})
BUNDLE = frozenset({Lane.BUNDLE})
SUM = frozenset({Lane.SHOP, Lane.SHOP_COUPON, Lane.MALL, Lane.MALL_COUPON})
MALL = frozenset({Lane.MALL})
POINTS = frozenset({Lane.POINTS})
SHIPPING = frozenset({Lane.SHIPPING})
GRANT = frozenset({Lane.GRANT})
