"""Quotes, the member's cart and coupons."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest
from ninja import Router, Status

from feria.mall.catalog import api as catalog
from feria.mall.coupons import api as coupons
from feria.mall.kit import api as kit
from feria.mall.members import api as members
from feria.mall.orders import api as orders
from feria.mall.web.api import schemas
from feria.mall.web.api.auth import anyone, member_of, signed_in
from feria.mall.web.api.presales import presale_out

router = Router(tags=["cart"])


@router.post("/quote", response=dict[str, Any], auth=anyone)
def quote(request: HttpRequest, wanted: schemas.QuoteIn) -> dict[str, Any]:
    """What these products cost now, and why. Signed in, the member's level and coupons count."""
    member = getattr(request, "acting_for", None) or members.member_of(request.user)
    chosen = None if wanted.coupons is None else frozenset(wanted.coupons)
    priced = orders.quote_wanted([(line.sku, line.quantity) for line in wanted.lines], member, coupons=chosen)
    return orders.encode_quote(priced)


@router.get("/cart", response=schemas.CartOut, auth=signed_in)
def cart(request: HttpRequest) -> schemas.CartOut:
    """The cart and its quote."""
    return shown(orders.cart_for(member_of(request)))


@router.put("/cart", response=schemas.CartOut, auth=signed_in)
def replace_cart(request: HttpRequest, wanted: schemas.WantedLines) -> schemas.CartOut:
    """Make the cart hold just these lines."""
    filled = orders.cart_for(member_of(request))
    orders.fill(filled, [(line.sku, line.quantity) for line in wanted.lines])
    return shown(filled)


@router.put("/cart/lines/{sku}", response=schemas.CartOut, auth=signed_in)
def set_line(request: HttpRequest, sku: str, wanted: schemas.WantedQuantity) -> schemas.CartOut:
    """Set one product's quantity."""
    filled = orders.cart_for(member_of(request))
    orders.set_quantity(filled, sku, wanted.quantity)
    return shown(filled)


@router.delete("/cart/lines/{sku}", response=schemas.CartOut, auth=signed_in)
def remove_line(request: HttpRequest, sku: str) -> schemas.CartOut:
    """Take one product out."""
    filled = orders.cart_for(member_of(request))
    orders.remove(filled, sku)
    return shown(filled)


@router.get("/coupons", response=schemas.CouponsOut, auth=signed_in)
def wallet(request: HttpRequest) -> schemas.CouponsOut:
    """Coupons that can be claimed now, and those held."""
    member, now = member_of(request), kit.now()
    return schemas.CouponsOut(
        claimable=[coupon_out(row) for row in coupons.claimable(member, now)],
        held=[held_out(coupon) for coupon in coupons.held(member, now)],
    )


@router.post("/coupons/{code}/claim", response={201: schemas.HeldCouponOut}, auth=signed_in)
def claim(request: HttpRequest, code: str) -> Status[schemas.HeldCouponOut]:
    """Claim a coupon."""
    got = coupons.claim(member_of(request), code, kit.now())
    return Status(
        201, schemas.HeldCouponOut(id=str(got.pk), template=code, expires_at=got.template.use_until)
    )


def shown(filled: orders.Cart) -> schemas.CartOut:
    """A cart with its quote, as the API shows it."""
    goods = [(line.product, line.quantity) for line in filled.lines.select_related("product")]
    return schemas.CartOut(
        lines=[schemas.WantedLine(sku=product.sku, quantity=quantity) for product, quantity in goods],
        quote=orders.encode_quote(orders.quote_cart(filled)),
        ahead=_ahead({product.sku: product for product, _quantity in goods}),
    )


def _ahead(goods: dict[str, catalog.Product]) -> list[schemas.PresaleOut]:
    """Presales of these products that take deposits now: they are ordered apart from a cart."""
    now = kit.now()
    return [presale_out(one, now, one.left or 0) for one in orders.open_presales(goods, now)]


def coupon_out(row: coupons.WalletRow) -> schemas.CouponOut:
    """A claimable coupon, as the API shows it."""
    return schemas.CouponOut(
        code=row.code,
        names=row.names,
        shop=row.shop,
        state=row.state,
        left=row.left,
        claim_until=row.claim_until,
        use_from_at=row.use_from_at,
        use_until=row.use_until,
    )


def held_out(coupon: Any) -> schemas.HeldCouponOut:
    """A held coupon, as the API shows it."""
    return schemas.HeldCouponOut(id=coupon.id, template=coupon.template, expires_at=coupon.expires_at)
