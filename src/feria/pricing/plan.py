"""Promotions compiled once, to price many carts."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Sequence
from datetime import datetime

from feria.pricing.bill import Bill
from feria.pricing.cart import Cart
from feria.pricing.checks import checked
from feria.pricing.course import worked
from feria.pricing.errors import CartProblem
from feria.pricing.forgone import find_forgone
from feria.pricing.goods import Goods, read_goods
from feria.pricing.instants import in_utc
from feria.pricing.kinds import Kinds
from feria.pricing.lane import Lane
from feria.pricing.limits import blame_cart, check_cart, check_length
from feria.pricing.moment import Moment
from feria.pricing.nudges import find_nudges
from feria.pricing.offer import Offer
from feria.pricing.price import Price, write_price
from feria.pricing.promotion import Promotion
from feria.pricing.quoted import Quote
from feria.pricing.receipt import write_quote
from feria.pricing.stacking import foes_of

NONE: frozenset[str] = frozenset()


class Plan:
    """Checked promotions, ready to price carts; immutable, picklable, safe to share between threads.

    What it remembers of earlier carts makes later ones faster and never changes a price.
    """

    def __init__(self, promotions: Sequence[Promotion]) -> None:
        promotions = checked(promotions)
        order = list(Lane)
        self.promotions = tuple(sorted(promotions, key=lambda one: (order.index(one.lane), one.id)))
        self.currency = next((one.currency for one in promotions if one.currency), "")
        foes = foes_of(promotions)
        self._offers = [Offer(promotion, foes.get(promotion.id, NONE)) for promotion in self.promotions]
        self._kinds = Kinds(self._offers)
        windows = [window for promotion in promotions for window in promotion.windows]
        self._edges = sorted(
            {in_utc(edge) for window in windows for edge in (window.start_at, window.end_at)}
        )
        self._moments: dict[int, Moment] = {}

    def __reduce__(self) -> tuple[type[Plan], tuple[tuple[Promotion, ...]]]:
        return (Plan, (self.promotions,))

    def moment(self, now: datetime) -> Moment:
        """The promotions in force at an instant."""
        if now.tzinfo is None:
            raise CartProblem("no-time-zone", "The instant does not say its time zone; hand in an aware one.")
        # In one zone, because instants of two are compared by asking each for its offset.
        between = bisect_right(self._edges, in_utc(now))
        moment = self._moments.get(between)
        if moment is None:
            moment = self._moments[between] = Moment(self._offers, self._kinds, now)
        return moment

    def quote(self, cart: Cart, now: datetime, *, nudges: bool = True) -> Quote:
        """The cheapest legal price of this cart at this instant, explained to the cent.

        Without ``nudges`` the next things worth doing, and what coupons left in the pocket would have saved,
        are not worked out, which is faster.
        Raises CartProblem when the cart cannot be priced at all.
        """
        try:
            bill = self._work(cart, now, nudges=nudges)
            if not nudges:
                return write_quote(bill)
            return write_quote(bill, find_nudges(bill), find_forgone(bill))
        except Exception as error:
            blame_cart(cart, error)
            raise

    def price(self, cart: Cart, now: datetime, goods: Goods | None = None) -> Price:
        """The sums of the cart's quote, without the explanation: several times as fast, for pricing many.

        ``goods``: what is in the cart, where it was taken from a shelf; the cart has no lines then.
        Raises CartProblem as ``quote`` does.
        """
        try:
            return write_price(self._work(cart, now, nudges=False, explains=False, goods=goods))
        except Exception as error:
            blame_cart(cart, error)
            raise

    def _work(
        self, cart: Cart, now: datetime, *, nudges: bool, explains: bool = True, goods: Goods | None = None
    ) -> Bill:
        """Check the cart and take it through all lanes."""
        if goods is None:
            check_length(len(cart.lines))
            goods = read_goods(cart.lines)
        else:
            check_length(len(goods.units))
        check_cart(cart, goods)
        if self.currency and cart.currency != self.currency:
            raise CartProblem(
                "other-currency",
                f"The cart is in {cart.currency}, the promotions are in {self.currency}; use one.",
            )
        return worked(Bill(cart, self.moment(now), now, seeks_nudges=nudges, explains=explains, goods=goods))


def compile_plan(promotions: Sequence[Promotion]) -> Plan:
    """Check the promotions and make them ready to price many carts.

    Raises PromotionProblem for the first that makes no sense.
    """
    return Plan(promotions)
