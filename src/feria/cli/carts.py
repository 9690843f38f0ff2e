"""A cart as people write it in JSON -> the engine's cart, or everything that is wrong with it.

Amounts are decimal strings in the cart's currency, so that no float comes between a price and its cents.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime
from typing import Annotated, Any, TypeVar

import msgspec

from feria.festival.money import digits_of
from feria.pricing import Buyer, Cart, Floors, HeldCoupon, Line, Pick

LEVELS = {"basic": 0, "silver": 1, "gold": 2, "platinum": 3}
APART = {"currency", "lines", "buyer", "coupons", "$schema", "note"}
"""Fields of a cart that are read by themselves; the others are those of WrittenOrder."""
MOST_UNITS = 100_000
MOST_CENTS = 100_000_000_000
Record = TypeVar("Record", bound=msgspec.Struct)


class Written(msgspec.Struct, forbid_unknown_fields=True, kw_only=True):
    """What is written by hand: an unknown field is a slip."""


class WrittenLine(Written, kw_only=True):
    sku: str
    quantity: int
    unit_price: str
    shop: str
    category: str = ""
    brand: str = ""
    tags: list[str] = []
    name: str = ""
    floor: str = "0"
    is_discountable: bool = True
    id: str = ""


class WrittenBuyer(Written, kw_only=True):
    id: str = ""
    level: int | str = 0
    is_new: bool = False
    birthday: date | None = None
    gender: str = ""
    region: str = ""
    tags: list[str] = []
    orders: Annotated[int, msgspec.Meta(ge=0)] = 0


class WrittenPick(Written, kw_only=True):
    promotion: str
    gift: str


class WrittenOrder(Written, kw_only=True):
    """What is said about the order as a whole, beside its lines, its buyer and its coupons."""

    region: str = ""
    channel: str = ""
    payment: str = ""
    rank: Annotated[int, msgspec.Meta(ge=0)] = 0
    group: Annotated[int, msgspec.Meta(ge=1)] = 1
    shipping_fee: str = "0"
    points: Annotated[int, msgspec.Meta(ge=0)] = 0
    picks: list[WrittenPick] = []
    floors: Floors = Floors.CLAMP


class WrittenCoupon(Written, kw_only=True):
    template: str
    id: str = ""
    expires_at: datetime | None = None


class ReadCart(msgspec.Struct, frozen=True, kw_only=True):
    """A cart, and what to call its lines on a receipt; or why there is none."""

    cart: Cart | None
    names: dict[str, str] = {}
    problems: tuple[str, ...] = ()


def read_cart(text: str, currency: str) -> ReadCart:
    """Read a cart for a festival in ``currency``. Every problem names its line."""
    try:
        raw = msgspec.json.decode(text)
    except (msgspec.DecodeError, RecursionError) as error:
        return ReadCart(cart=None, problems=(f"this is not JSON: {error}",))
    if not isinstance(raw, dict) or not isinstance(raw.get("lines"), list):
        return ReadCart(
            cart=None, problems=('a cart is an object with lines: {"lines": [{"sku": ...}, ...]}',)
        )
    return _Reader(raw, currency).read()


class _Reader:
    def __init__(self, raw: dict[str, Any], currency: str) -> None:
        self.raw, self.currency = raw, currency
        self.problems: list[str] = []

    def read(self) -> ReadCart:
        known = APART | set(WrittenOrder.__struct_fields__)
        self.problems += [f"a cart has no field `{name}`" for name in self.raw if name not in known]
        if self.raw.get("currency", self.currency) != self.currency:
            self.problems.append(f"the cart is in {self.raw['currency']}, the festival in {self.currency}")
        if not self.raw["lines"]:
            self.problems.append("the cart has no lines; expected at least one")
        numbered = list(enumerate(self.raw["lines"], start=1))
        lines = [line for number, raw in numbered if (line := self._line(number, raw)) is not None]
        coupons = [self._coupon(number, raw) for number, raw in enumerate(self._list("coupons"), start=1)]
        buyer, order = self._buyer(), self._order()
        fee = self._amount(order.shipping_fee, "shipping_fee")
        twice = {line.id for line, _ in lines if [each.id for each, _ in lines].count(line.id) > 1}
        self.problems += [f"two lines have the id `{name}`" for name in sorted(twice)]
        if self.problems:
            return ReadCart(cart=None, problems=tuple(self.problems))
        cart = Cart(
            currency=self.currency,
            lines=tuple(line for line, _ in lines),
            buyer=buyer,
            coupons=tuple(coupon for coupon in coupons if coupon is not None),
            region=order.region,
            channel=order.channel,
            payment=order.payment,
            rank=order.rank,
            group=order.group,
            shipping_fee=fee,
            floors=order.floors,
            points=order.points,
            picks=tuple(Pick(promotion=each.promotion, gift=each.gift) for each in order.picks),
        )
        return ReadCart(cart=cart, names={line.id: name for line, name in lines})

    def _list(self, name: str) -> list[Any]:
        value = self.raw.get(name, [])
        if not isinstance(value, list):
            self.problems.append(f"`{name}` is a list")
            return []
        return value

    def _line(self, number: int, raw: Any) -> tuple[Line, str] | None:
        sku = f" (sku {raw['sku']})" if isinstance(raw, dict) and isinstance(raw.get("sku"), str) else ""
        where = f"line {number}{sku}"
        written = self._convert(raw, WrittenLine, where)
        if written is None:
            return None
        if not 1 <= written.quantity <= MOST_UNITS:
            self.problems.append(f"{where}: quantity is {written.quantity}; expected 1 to {MOST_UNITS}")
        price = self._amount(written.unit_price, f"{where}: unit_price")
        floor = self._amount(written.floor, f"{where}: floor")
        line = Line(
            id=written.id or str(number),
            sku=written.sku,
            quantity=written.quantity,
            unit_price=price,
            shop=written.shop,
            category=written.category,
            brand=written.brand,
            tags=tuple(written.tags),
            floor=floor,
            is_discountable=written.is_discountable,
        )
        return line, written.name or written.sku

    def _buyer(self) -> Buyer:
        written = self._convert(self.raw.get("buyer", {}), WrittenBuyer, "buyer")
        if written is None:
            return Buyer()
        level = written.level if isinstance(written.level, int) else LEVELS.get(written.level, -1)
        if level < 0:
            self.problems.append(f"buyer: level is `{written.level}`; expected one of {', '.join(LEVELS)}")
        return Buyer(
            id=written.id,
            level=level,
            is_new=written.is_new,
            birthday=written.birthday,
            gender=written.gender,
            region=written.region,
            tags=tuple(written.tags),
            orders=written.orders,
        )

    def _order(self) -> WrittenOrder:
        fields = {name: self.raw[name] for name in WrittenOrder.__struct_fields__ if name in self.raw}
        return self._convert(fields, WrittenOrder, "the cart") or WrittenOrder()

    def _coupon(self, number: int, raw: Any) -> HeldCoupon | None:
        """A coupon's code alone will do."""
        if isinstance(raw, str):
            raw = {"template": raw}
        written = self._convert(raw, WrittenCoupon, f"coupon {number}")
        if written is None:
            return None
        if written.expires_at is not None and written.expires_at.tzinfo is None:
            self.problems.append(
                f"coupon {number}: expires_at needs its offset, as in 2026-11-12T00:00:00-05:00"
            )
        held = written.id or f"{written.template}#{number}"
        return HeldCoupon(id=held, template=written.template, expires_at=written.expires_at)

    def _convert(self, raw: Any, kind: Callable[..., Record], where: str) -> Record | None:
        try:
            return msgspec.convert(raw, kind)
        except msgspec.ValidationError as error:
            message, _, place = str(error).partition(" - at `$.")
            field = f" {place.rstrip('`')}:" if place else ""
            self.problems.append(f"{where}:{field} {message[:1].lower()}{message[1:]}")
            return None

    def _amount(self, text: str, where: str) -> int:
        """Minor units of a decimal string; 0 after reporting a problem."""
        digits = digits_of(self.currency)
        whole, dot, part = text.partition(".")
        if not (whole.isascii() and whole.isdigit() and (not dot or (part.isascii() and part.isdigit()))):
            self.problems.append(f'{where} is `{text}`; expected an amount such as "12.50"')
        elif len(part) > digits:
            self.problems.append(f"{where} is {text}; {self.currency} has {digits} decimals")
        elif (amount := int(whole[:20]) * 10**digits + int(part.ljust(digits, "0") or 0)) > MOST_CENTS:
            self.problems.append(f"{where} is {text}; that is too large")
        else:
            return amount
        return 0
