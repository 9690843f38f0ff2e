"""Our checkout, through the verbs that the page calls: `checkout`, `start_payment`, and the gateway's signed event."""

from __future__ import annotations

import os
import secrets
import tempfile
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any

from bench.rivals.engines.serve_checkouts import UNITS, Placed, Shop, Task, serve
from bench.rivals.workload import EVERYWHERE, Line, Offer, Workload

if TYPE_CHECKING:
    from feria.mall.orders.api import Redirect

SHOP = "fair"
GATEWAY = "silent"


def festival(workload: Workload, today: datetime) -> str:
    """The offers as a festival that has begun: each in the lane where a festival has it."""
    days = f"{today - timedelta(days=2):%Y-%m-%d} to {today + timedelta(days=20):%Y-%m-%d}"
    said = [
        f"feria: 1\nid: bench\nname: Bench\ncurrency: USD\ntime_zone: UTC\nshops: [{SHOP}]",
        f"phases:\n  - {{id: main, name: The day, days: {days}}}",
    ]
    numbered = list(enumerate(workload.offers))
    promotions = [promotion(number, offer) for number, offer in numbered if offer.kind != "coupon"]
    coupons = [coupon(number, offer) for number, offer in numbered if offer.kind == "coupon"]
    said += ["\n".join(["promotions:", *promotions])] if promotions else []
    said += ["\n".join(["coupons:", *coupons])] if coupons else []
    return "\n".join(said) + "\n"


def promotion(number: int, offer: Offer) -> str:
    lane, benefit = {
        "multibuy": ("bundle", f"buy_get: {{of: {offer.need}, times: 1}}"),
        "percent": ("item", f"percent_off: {offer.need}%"),
        "threshold": (
            "mall" if offer.everywhere else "shop",
            f"spend_tiers: [{{spend: {cents(offer.need)}, off: {cents(offer.off)}}}]",
        ),
    }[offer.kind]
    more = f", shop: {SHOP}" if lane == "shop" else ""
    scope = "" if offer.everywhere else f", scope: {{category: {offer.category.lower()}}}"
    return (
        f"  - {{id: o{number:02}, name: Offer {number}, lane: {lane}{more}{scope}, benefit: {{{benefit}}}}}"
    )


def coupon(number: int, offer: Offer) -> str:
    return (
        f"  - {{id: o{number:02}, name: Offer {number}, stock: 1000000, claim: {{phase: main}}, use: {{phase: main}}, "
        f"benefit: {{percent_off: {offer.need}%}}}}"
    )


def cents(amount: int) -> str:
    return f"{amount // 100}.{amount % 100:02}"


def build(task: Task) -> Shop:
    home = tempfile.mkdtemp(prefix="feria-bench-")
    os.environ |= {
        "FERIA_DATABASE_URL": task.database,
        "FERIA_HOME": home,
        "DJANGO_SETTINGS_MODULE": "feria.mall.site.settings",
    }
    import django
    from django.conf import settings

    django.setup()
    settings.GATEWAYS = {GATEWAY: f"{__name__}.Silent"}
    if task.is_new:
        prepare(task.workload)
    said = f"Feria, Django {django.__version__}"
    return Shop(said, lambda count: fill(task.workload, count), place, settle, sold)


def prepare(workload: Workload) -> None:
    """The shop, its goods and its offers."""
    from django.core.management import call_command

    from feria.mall.catalog.models import Category, Product, Shop
    from feria.mall.rush.api import open_festival
    from feria.mall.stock.api import receive

    call_command("migrate", verbosity=0)
    shop = Shop.objects.create(code=SHOP, name="The fair")
    named = {offer.category for offer in workload.offers} | {line.category for line in workload.lines}
    categories = {
        each: Category.objects.create(path=each.lower(), name=each, depth=1)
        for each in named
        if each != EVERYWHERE
    }
    for line in workload.lines:
        product = Product.objects.create(
            sku=sku(line),
            shop=shop,
            category=categories[line.category],
            name=f"Article {line.number}",
            listed_price=line.price,
            added_at=datetime.now(UTC),
        )
        receive(product, UNITS, "delivery")
    if workload.offers:
        open_festival(festival(workload, datetime.now(UTC)), by=None)


def sku(line: Line) -> str:
    return f"sku-{line.number}"


def fill(workload: Workload, count: int) -> list[Any]:
    """So many new members with an address, the coupons, and a full cart."""
    from feria.mall.coupons.api import claim
    from feria.mall.members.api import User, ensure_member, save_address
    from feria.mall.orders.api import cart_for
    from feria.mall.orders.api import fill as fill_cart

    ready = []
    for _ in range(count):
        member = ensure_member(User.objects.create(username=secrets.token_hex(8)))
        address = save_address(
            member,
            recipient="Ann Buyer",
            phone="2125550100",
            street="1 Fair Street",
            city="New York",
            region="NY",
            postcode="10001",
        )
        for number, offer in enumerate(workload.offers):
            if offer.kind == "coupon":
                claim(member, f"o{number:02}")
        cart = fill_cart(cart_for(member), [(sku(line), line.quantity) for line in workload.lines])
        ready.append((member.pk, address.pk, cart.pk))
    return ready


def place(ready: tuple[int, int, int]) -> Placed:
    """What the page of the checkout does when the shopper orders."""
    from feria.mall.members.api import Member, addresses
    from feria.mall.orders.api import cart_for, checkout

    member_id, address_id, _cart = ready
    member = Member.objects.get(pk=member_id)
    address = addresses(member).get(pk=address_id)
    order = checkout(member, cart_for(member), address, secrets.token_hex(16))
    return Placed(order.payable, order)


def settle(placed: Placed) -> None:
    """The payment is opened, and the gateway's signed event takes it into the ledger."""
    import msgspec

    from feria.mall.orders.api import Event, receive_event, start_payment
    from feria.mall.orders.gateways.dummy import sign

    reference = start_payment(placed.order, "/pay/return/{reference}/", gateway=GATEWAY).reference
    event = Event(
        event_id=f"evt_{reference}",
        kind="captured",
        reference=reference,
        order_number=placed.order.number,
        amount=placed.order.payable,
        currency=placed.order.currency,
    )
    body = msgspec.json.encode(event)
    said = receive_event(GATEWAY, body, sign(body))
    assert said == "paid", said


class Silent:
    """The dummy gateway without its own books, which another company would keep."""

    def start(self, payment: Any, return_url: str) -> Redirect:
        from feria.mall.orders.api import Redirect

        return Redirect(url=return_url, reference=payment.reference)

    def verify(self, body: bytes, signature: str) -> Any:
        from feria.mall.orders.gateways.dummy import DummyGateway

        return DummyGateway().verify(body, signature)


def sold() -> int:
    from django.db.models import Sum

    from feria.mall.stock.api import StockItem

    return int(StockItem.objects.aggregate(sold=Sum("sold"))["sold"] or 0)


if __name__ == "__main__":
    serve(build)
