"""What is being bought, by whom, with which coupons in the pocket."""

from datetime import date, datetime

from feria.pricing.value import Value


class Line(Value, frozen=True, kw_only=True):
    """Some units of one article. Amounts are minor units of the cart's currency, per unit.

    ``category`` is a slug path from the root ("grocery/soft-drinks/cola"). ``floor`` is the least
    that may be charged for a unit (R2.21); 0 means none is set.
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


class Buyer(Value, frozen=True, kw_only=True):
    """What promotions may ask about the person who buys; the default is a stranger."""

    id: str = ""
    level: int = 0
    is_new: bool = False
    birthday: date | None = None
    gender: str = ""
    region: str = ""
    tags: tuple[str, ...] = ()


class HeldCoupon(Value, frozen=True, kw_only=True):
    """One coupon in the buyer's wallet, made from ``template``."""

    id: str
    template: str
    expires_at: datetime | None = None


class Cart(Value, frozen=True, kw_only=True):
    """Everything a quote depends on besides the promotions and the instant.

    ``region`` is where the goods go, ``channel`` where the order comes from ("web", "app", ...).
    """

    currency: str
    lines: tuple[Line, ...]
    buyer: Buyer = Buyer()
    coupons: tuple[HeldCoupon, ...] = ()
    region: str = ""
    channel: str = ""
