"""Bodies that go in and out. Money is integer minor units of the stated currency."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated, Any, Literal

from ninja import Schema
from pydantic import Field

Quantity = Annotated[int, Field(ge=1, le=9_999)]
Sku = Annotated[str, Field(min_length=1, max_length=32)]


class ShopOut(Schema):
    code: str
    name: str
    tagline: str


class CategoryOut(Schema):
    path: str
    name: str
    depth: int


class ProductOut(Schema):
    sku: str
    name: str
    brand: str
    package_size: str
    shop: str
    category: str
    listed_price: int
    currency: str
    available: int


class ProductPage(Schema):
    count: int
    page: int
    pages: int
    items: list[ProductOut]


class WantedLine(Schema):
    sku: Sku
    quantity: Quantity


class WantedLines(Schema):
    lines: Annotated[list[WantedLine], Field(max_length=200)]


class WantedQuantity(Schema):
    quantity: Quantity


class QuoteIn(WantedLines):
    coupons: list[str] | None = None


class PresaleOut(Schema):
    """A presale of a product, terms of one unit; its windows by the mall's clock."""

    code: str
    sku: str
    names: dict[str, str]
    state: str
    currency: str
    total: int
    deposit: int
    counts_as: int
    balance: int
    deposit_from_at: datetime
    deposit_until: datetime
    balance_from_at: datetime
    balance_until: datetime
    left: int
    per_member: int | None


class CartOut(Schema):
    """``ahead``: presales of these products that take deposits now. The cart holds none of them, at no deposit's price:
    each is ordered by itself, ``POST /presales/{code}/{sku}/order``.
    """

    lines: list[WantedLine]
    quote: dict[str, Any]
    ahead: list[PresaleOut] = []


class CouponOut(Schema):
    code: str
    names: dict[str, str]
    shop: str
    state: str
    left: int
    claim_until: datetime
    use_from_at: datetime
    use_until: datetime


class HeldCouponOut(Schema):
    id: str
    template: str
    expires_at: datetime | None


class CouponsOut(Schema):
    claimable: list[CouponOut]
    held: list[HeldCouponOut]


class AddressIn(Schema):
    recipient: Annotated[str, Field(min_length=1, max_length=80)]
    phone: Annotated[str, Field(min_length=3, max_length=32)]
    street: Annotated[str, Field(min_length=1, max_length=160)]
    city: Annotated[str, Field(min_length=1, max_length=80)]
    region: Annotated[str, Field(max_length=40)] = ""
    postcode: Annotated[str, Field(min_length=1, max_length=16)]
    country: Annotated[str, Field(pattern=r"^[A-Z]{2}$")] = "US"


class CheckoutIn(Schema):
    address_id: int | None = None
    address: AddressIn | None = None
    expected_payable: Annotated[int, Field(ge=0)] | None = None
    channel: Literal["api", "drive", "web"] = "api"


class AheadOut(Schema):
    """How an order ahead stands; amounts of all its units."""

    deposit: int
    counts_as: int
    is_deposit_paid: bool
    balance: int
    is_balance_agreed: bool
    is_balance_open: bool
    balance_from_at: datetime
    balance_until: datetime


class SeatIn(Schema):
    """A place in a group: how many units, and where they go."""

    quantity: Quantity = 1
    address_id: int | None = None
    address: AddressIn | None = None
    channel: Literal["api", "drive", "web"] = "api"


class AheadIn(SeatIn):
    """Units ordered ahead, and where they go. Their price is the presale's, so none is expected."""


class GroupBuyOut(Schema):
    """What a group can buy, from ``start_at`` until just before ``end_at``. ``left`` units, null: as many as in stock."""

    code: str
    names: dict[str, str]
    sku: str
    unit_price: int
    size: int
    hours: int
    start_at: datetime
    end_at: datetime
    per_member: int | None
    left: int | None


class GroupOut(Schema):
    """A group; ``fill_until`` by the mall's clock."""

    key: str
    code: str
    sku: str
    state: str
    unit_price: int
    size: int
    paid: int
    paying: int
    missing: int
    fill_until: datetime


class OrderLineOut(Schema):
    sku: str
    name: str
    shop: str
    quantity: int
    unit_price: int
    listed: int
    payable: int


class OrderOut(Schema):
    number: str
    state: str
    currency: str
    listed: int
    payable: int
    placed_at: datetime
    paid_at: datetime | None
    pay_until: datetime
    prices_kept_until: datetime | None
    group: str | None
    lines: list[OrderLineOut]
    ahead: AheadOut | None = None


class OrderPage(Schema):
    count: int
    page: int
    items: list[OrderOut]


class PayIn(Schema):
    return_url: Annotated[str, Field(max_length=400)] = ""


class PayOut(Schema):
    gateway: str
    reference: str
    redirect_url: str


class DecisionIn(Schema):
    outcome: Literal["paid", "declined"]


class FestivalOut(Schema):
    code: str | None
    names: dict[str, str]
    phase: str | None
    period: str | None
    next_change_at: datetime | None
    mall_time: datetime
