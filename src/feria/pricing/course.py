"""The course of a bill through the lanes, in the order of R2.1."""

from __future__ import annotations

from typing import Final

from feria.pricing.bill import Bill
from feria.pricing.bundles import bundle_lane
from feria.pricing.choices import coupon_lanes
from feria.pricing.closing import closing_lanes
from feria.pricing.lane import Lane
from feria.pricing.lanes import item_lane, sum_lane

SHOP: Final[int] = Lane.SHOP.order


def worked(bill: Bill) -> Bill:
    """The same bill, with every lane worked."""
    item_lane(bill)
    bundle_lane(bill)
    if bill.moment.full_price_only:
        bill.leave_out_lowered()
    sum_lane(bill, SHOP)
    coupon_lanes(bill)
    closing_lanes(bill)
    return bill
