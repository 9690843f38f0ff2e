"""What a cart comes to, without the explanation: for those who price many and add up.

The figures are those of the Quote for the same cart; what a Quote explains beyond them is not worked out.
"""

from __future__ import annotations

from msgspec import Struct

from feria.pricing.bill import Bill
from feria.pricing.offer import Bid
from feria.pricing.quoted import FunderShare


class Given(Struct, frozen=True, gc=False):
    """What one promotion took off (``amount`` > 0) over how many units, and who bears it (amounts <= 0)."""

    promotion: str
    amount: int
    units: int
    funders: tuple[FunderShare, ...]


class Price(Struct, frozen=True, gc=False):
    """The sums of a Quote: ``payable`` is due for goods and shipping, ``listed`` what the goods cost before.

    ``touched`` units cost less than listed. ``coupons`` are the ids of the held coupons spent; ``gap``
    is 0 where the price is proven the least there is.
    """

    listed: int
    payable: int
    touched: int
    given: list[Given]
    coupons: list[str]
    gap: int


def write_price(bill: Bill) -> Price:
    """The sums of a worked bill."""
    owed = bill.owed
    prices, units = bill.goods.prices, bill.goods.units
    listed = 0
    for line, price in enumerate(prices):
        listed += price * units[line]
    payable = owed.total() + bill.shipping_due()
    if not bill.taken and not bill.shipping:
        return Price(listed, payable, 0, [], [], bill.gap_below(payable))
    given = [_given(taken.bid, taken.amount, sum([part[2] for part in taken.parts])) for taken in bill.taken]
    if bill.shipping:
        given.append(_given(bill.shipping, bill.shipping.amount, 1))
    coupons = [taken.bid.coupon for taken in bill.taken if taken.bid.coupon]
    return Price(listed, payable, _touched(bill), given, coupons, bill.gap_below(payable))


def _given(bid: Bid, amount: int, units: int) -> Given:
    return Given(bid.offer.id, amount, units, bid.offer.funded(amount))


def _touched(bill: Bill) -> int:
    """How many units cost less than listed."""
    owed = bill.owed
    prices = bill.goods.prices
    touched = 0
    for group, each in enumerate(owed.each):
        if each < prices[owed.line_of[group]]:
            touched += owed.count[group]
    return touched
