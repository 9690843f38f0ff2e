"""What is being bought, by whom, with which coupons in the pocket."""

from datetime import date, datetime
from enum import Enum

from feria.pricing.errors import CartProblem
from feria.pricing.value import Value


class Line(Value, frozen=True, kw_only=True):
    """Some units of one article. Amounts are minor units of the cart's currency, per unit.

    ``category`` is a slug path from the root ("grocery/soft-drinks/cola"). ``floor`` is the least
    that may be charged for a unit (R2.21); 0 means none is set. What ``is_discountable`` is false for (a gift
    card, a deposit, fuel) no promotion lowers, nor does it help to reach one.
    """

    id: str
    sku: str
    quantity: int
    unit_price: int
    shop: str
    category: str = ""
    brand: str = ""
    tags: tuple[str, ...] = ()
    floor: int = 0
    is_discountable: bool = True


class Buyer(Value, frozen=True, kw_only=True):
    """What promotions may ask about the person who buys; the default is a stranger.

    ``orders`` counts those already placed in this festival.
    """

    id: str = ""
    level: int = 0
    is_new: bool = False
    birthday: date | None = None
    gender: str = ""
    region: str = ""
    tags: tuple[str, ...] = ()
    orders: int = 0


class HeldCoupon(Value, frozen=True, kw_only=True):
    """One coupon in the buyer's wallet, made from ``template``."""

    id: str
    template: str
    expires_at: datetime | None = None


class Pick(Value, frozen=True, kw_only=True):
    """The gift chosen from a promotion that offers money off or a gift (R2.9)."""

    promotion: str
    gift: str


class Gone(Value, frozen=True, kw_only=True):
    """How many places of a promotion for the first so many are taken before this cart (R2.11, R2.12)."""

    promotion: str
    count: int


class Floors(Enum):
    """What happens to a promotion that would take a unit below its floor (R2.21).

    ``CLAMP`` cuts it back to the floor, ``REFUSE`` refuses it, ``WARN`` grants it and says so.
    """

    CLAMP = "clamp"
    REFUSE = "refuse"
    WARN = "warn"


class Cart(Value, frozen=True, kw_only=True):
    """Everything a quote depends on besides the promotions and the instant.

    ``region`` is where the goods go, ``channel`` where the order comes from ("web", "app", ...).
    ``payment`` is how it is paid, ``rank`` its place among all orders by payment (from 1; 0: not known);
    ``gone`` says the same for each promotion by itself, and goes before ``rank``. ``group`` how many people buy together. ``shipping_fee`` is what shipping costs before promotions, ``points`` how many the buyer offers to spend,
    ``picks`` the gifts chosen instead of money off, ``floors`` what is done where a line's floor is in the way.
    """

    currency: str
    lines: tuple[Line, ...]
    buyer: Buyer = Buyer()
    coupons: tuple[HeldCoupon, ...] = ()
    region: str = ""
    channel: str = ""
    payment: str = ""
    rank: int = 0
    gone: tuple[Gone, ...] = ()
    group: int = 1
    shipping_fee: int = 0
    points: int = 0
    picks: tuple[Pick, ...] = ()
    floors: Floors = Floors.CLAMP


MAX_LINES = 500
MAX_COUPONS = 200
MAX_QUANTITY = 100_000
MAX_UNIT_PRICE = 100_000_000_000
"""What a cart may hold; beyond it is refused with the limit named."""


def line_problem(line: Line) -> CartProblem:
    """What is wrong with a line that cannot be priced."""
    if type(line.quantity) is not int or not 0 < line.quantity <= MAX_QUANTITY:
        message = (
            f"Line {line.id} asks for {line.quantity} units; a line holds 1 to {MAX_QUANTITY} whole units."
        )
        return CartProblem("bad-quantity", message, line=line.id)
    if type(line.unit_price) is not int or not 0 <= line.unit_price <= MAX_UNIT_PRICE:
        message = f"Line {line.id} has the unit price {line.unit_price}; it must be 0 to {MAX_UNIT_PRICE} whole minor units."
        return CartProblem("bad-price", message, line=line.id)
    if type(line.floor) is not int or line.floor < 0:
        message = f"Line {line.id} has the floor price {line.floor}; it must be 0 or more whole minor units."
        return CartProblem("bad-floor", message, line=line.id)
    return CartProblem("no-line-id", "A line has no id; give each one of its own.")


def duplicate_line(name: str) -> CartProblem:
    """Two lines under one id, which nothing could tell apart."""
    return CartProblem(
        "duplicate-line", f"Two lines are called {name}; each needs an id of its own.", line=name
    )
