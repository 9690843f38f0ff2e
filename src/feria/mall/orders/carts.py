"""Filling a cart: a guest's by session, a member's by account."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta

from django.conf import settings
from django.db import connection, transaction

from feria.mall.catalog.api import Product, products_by_sku
from feria.mall.kit.api import now
from feria.mall.members.api import Member
from feria.mall.orders.errors import CartRefused, LineProblem
from feria.mall.orders.locks import locked_cart
from feria.mall.orders.models import Cart, CartLine, CartStay
from feria.mall.orders.rules import MOST_LINES, MOST_UNITS, quantity_problem
from feria.mall.orders.stays import goods_are_in, goods_left

_LOOKED_AT = timedelta(days=1)
"""So old a guest's cart may be without its being written down that it is still in use."""


def cart_for(owner: Member | str) -> Cart:
    """The cart of a member, or of a guest's browser session, which may have joined a member's; made when there is none."""
    if not isinstance(owner, str):
        return Cart.objects.get_or_create(member=owner, defaults={"updated_at": now})[0]
    at = now()
    cart, _made = Cart.objects.get_or_create(session_key=owner, defaults={"updated_at": at})
    if at - cart.updated_at < _LOOKED_AT:
        return cart
    # Whoever comes back to an old cart keeps it from being swept; and if it just was, gets a new one.
    if not Cart.objects.filter(pk=cart.pk).update(updated_at=at):
        cart, _made = Cart.objects.get_or_create(session_key=owner, defaults={"updated_at": at})
    return cart


def sweep_guest_carts(at: datetime, most: int = 500) -> int:
    """Delete the guests' carts that nobody has touched for so many days before ``at``; how many, ``most`` at a time."""
    if not settings.GUEST_CART_DAYS:
        return 0
    old = Cart.objects.filter(member=None, updated_at__lt=at - timedelta(days=settings.GUEST_CART_DAYS))
    with transaction.atomic():
        # One that is in use, or being swept by another, is passed over.
        can_skip = connection.features.has_select_for_update_skip_locked
        mine = list(
            old.select_for_update(skip_locked=can_skip).order_by("pk").values_list("pk", flat=True)[:most]
        )
        Cart.objects.filter(pk__in=mine).delete()
    return len(mine)


def set_quantity(cart: Cart, sku: str, quantity: int) -> CartLine:
    """Let the cart hold this many units of a product. Raises CartRefused naming the line."""
    with transaction.atomic():
        cart = locked_cart(cart)
        lines = {line.product.sku: line.quantity for line in cart.lines.select_related("product")}
        product = _checked([(sku, sku, quantity)], MOST_LINES - len(lines.keys() - {sku}))[sku]
        return _write(cart, product, quantity)


def add(cart: Cart, sku: str, quantity: int = 1) -> CartLine:
    """Put more units of a product into the cart. Raises CartRefused, also when they would be too many together."""
    if problem := quantity_problem(sku, quantity):
        raise CartRefused([problem])
    with transaction.atomic():
        cart = locked_cart(cart)
        there = cart.lines.filter(product__sku=sku).values_list("quantity", flat=True).first() or 0
        return set_quantity(cart, sku, there + quantity)


def fill(cart: Cart, wanted: Sequence[tuple[str, int]]) -> Cart:
    """Let the cart hold exactly these (SKU, quantity): all of them, or CartRefused with every line's problem."""
    with transaction.atomic():
        cart = locked_cart(cart)
        products = checked_lines(wanted)
        gone = set(cart.lines.values_list("product_id", flat=True)) - {each.pk for each in products.values()}
        cart.lines.all().delete()
        at = now()
        for sku, quantity in wanted:
            _write_line(cart, products[sku], quantity, at)
        Cart.objects.filter(pk=cart.pk).update(updated_at=at)
        goods_left(cart, gone, CartStay.How.REMOVED, at)
        goods_are_in(cart, {products[sku].pk: quantity for sku, quantity in wanted}, at)
    return cart


def checked_lines(wanted: Sequence[tuple[str, int]]) -> dict[str, Product]:
    """The products of these (SKU, quantity), by SKU, as a cart would take them. Raises CartRefused with every problem."""
    return _checked([(f"lines[{n}]", sku, units) for n, (sku, units) in enumerate(wanted)], MOST_LINES)


def remove(cart: Cart, sku: str) -> None:
    """Take a product out; one that is not in it is out already."""
    with transaction.atomic():
        cart = locked_cart(cart)
        lines = cart.lines.filter(product__sku=sku)
        gone = list(lines.values_list("product_id", flat=True))
        lines.delete()
        goods_left(cart, gone, CartStay.How.REMOVED, now())


def select(cart: Cart, sku: str, is_selected: bool) -> None:
    """Let a line take part in the quote and in checkout, or stand aside."""
    with transaction.atomic():
        locked_cart(cart).lines.filter(product__sku=sku).update(is_selected=is_selected)


def merge_carts(session_key: str, member: Member) -> Cart:
    """At sign-in, put what the guest gathered into the member's cart; units add up as far as a cart holds.

    The key then leads to the member's cart: another tab of the same browser may be using it at this moment.
    """
    with transaction.atomic():
        target = locked_cart(cart_for(member))
        guest = Cart.objects.select_for_update().filter(session_key=session_key, member=None).first()
        if guest is None:
            return target
        there = {line.product_id: line.quantity for line in target.lines.all()}
        for line in guest.lines.select_related("product"):
            if line.product_id in there or len(there) < MOST_LINES:
                there[line.product_id] = min(MOST_UNITS, there.get(line.product_id, 0) + line.quantity)
                _write(target, line.product, there[line.product_id])
        guest.delete()
        target.session_key = session_key
        target.save(update_fields=["session_key"])
        return target


def _checked(wanted: Sequence[tuple[str, str, int]], room: int) -> dict[str, Product]:
    """The products of (line, SKU, quantity), if every line can stand; else CartRefused."""
    found = products_by_sku([sku for _line, sku, _units in wanted if len(sku) <= 32])
    problems: list[LineProblem] = []
    seen: set[str] = set()
    for line, sku, units in wanted:
        if sku not in found:
            problems.append(LineProblem(line=line, sku=sku[:32], code="unknown-sku"))
        elif not is_sellable(found[sku]):
            problems.append(LineProblem(line=line, sku=sku, code="not-on-sale"))
        elif problem := quantity_problem(sku, units, line):
            problems.append(problem)
        elif sku in seen:
            problems.append(LineProblem(line=line, sku=sku, code="twice"))
        seen.add(sku)
    if len(seen) > room:
        last, sku, _units = wanted[-1]
        problems.append(LineProblem(line=last, sku=sku, code="too-many-lines", limit=MOST_LINES))
    if problems:
        raise CartRefused(problems)
    return found


def is_sellable(product: Product) -> bool:
    """Whether the product can be bought at all: it is on sale, in an open shop."""
    return product.is_on_sale and product.shop.is_open


def _write(cart: Cart, product: Product, quantity: int) -> CartLine:
    at = now()
    line = _write_line(cart, product, quantity, at)
    Cart.objects.filter(pk=cart.pk).update(updated_at=at)
    goods_are_in(cart, {product.pk: quantity}, at)
    return line


def _write_line(cart: Cart, product: Product, quantity: int, at: datetime) -> CartLine:
    return CartLine.objects.update_or_create(
        cart=cart,
        product=product,
        defaults={"quantity": quantity},
        create_defaults={"quantity": quantity, "added_at": at},
    )[0]
