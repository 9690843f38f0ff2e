"""django-oscar's checkout: the basket as its middleware loads it, its Applicator, its OrderPlacementMixin.

In its favour: its writes are one transaction, where its views make many of them; no session is written and no
message is sent; SQLite runs in WAL mode, as ours does.
"""

from __future__ import annotations

from decimal import Decimal
from importlib.metadata import version
from typing import Any
from urllib.parse import urlsplit

import django

from bench.rivals.engines.django_oscar import configure, publish, stock
from bench.rivals.engines.serve_checkouts import UNITS, Placed, Shop, Task, serve
from bench.rivals.workload import Form

SQLITE = {
    "transaction_mode": "IMMEDIATE",
    "timeout": 60,
    "init_command": (
        "PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL; PRAGMA foreign_keys=ON; "
        "PRAGMA cache_size=-64000; PRAGMA temp_store=MEMORY;"
    ),
}
ADDRESS = {
    "first_name": "Ann",
    "last_name": "Buyer",
    "line1": "1 Fair Street",
    "line4": "New York",
    "state": "NY",
    "postcode": "10001",
}


def database(address: str) -> dict[str, Any]:
    """Django's way of saying which database it is."""
    if address.startswith("sqlite:///"):
        name = address.removeprefix("sqlite:///")
        return {"ENGINE": "django.db.backends.sqlite3", "NAME": name, "OPTIONS": SQLITE}
    parts = urlsplit(address)
    return {
        "ENGINE": "django.db.backends.postgresql",
        "NAME": parts.path.removeprefix("/"),
        "USER": parts.username,
        "PASSWORD": parts.password,
        "HOST": parts.hostname,
        "PORT": parts.port,
        "CONN_MAX_AGE": 600,
    }


def build(task: Task) -> Shop:
    configure(database(task.database), is_new=task.is_new)
    from django.contrib.sites.models import Site
    from oscar.apps.address.models import Country
    from oscar.apps.catalogue.models import Product
    from oscar.apps.payment.models import SourceType

    lines = task.workload.lines
    if task.is_new:
        publish(task.workload.offers, lines, stock(lines, UNITS), Form.STACKING)
        Country.objects.create(iso_3166_1_a2="US", printable_name="United States", is_shipping_country=True)
        SourceType.objects.create(name="Card", code="card")
        Site.objects.get_or_create(pk=1, defaults={"domain": "fair.example", "name": "The fair"})
    products = {each.number: Product.objects.get(title=f"Article {each.number}") for each in lines}
    said = f"django-oscar {version('django-oscar')}, Django {django.__version__}"
    return Shop(said, lambda count: fill(lines, products, count), place, settle, sold)


def fill(lines: list[Any], products: dict[int, Any], count: int) -> list[Any]:
    """So many new customers, each with an open basket."""
    import secrets

    from django.contrib.auth.models import User
    from oscar.apps.basket.models import Basket
    from oscar.apps.partner.strategy import Default

    customers = []
    for _ in range(count):
        customer = User.objects.create(username=secrets.token_hex(8))
        basket = Basket.objects.create(owner=customer)
        basket.strategy = Default()
        for line in lines:
            basket.add_product(products[line.number], line.quantity)
        customers.append(customer.pk)
    return customers


def checkout_of(customer: Any) -> Any:
    """Its view for placing orders, as a project of its users has one."""
    from django.contrib.sessions.backends.signed_cookies import SessionStore
    from django.test import RequestFactory
    from oscar.apps.checkout.mixins import OrderPlacementMixin
    from oscar.apps.checkout.session import CheckoutSessionData

    class Checkout(OrderPlacementMixin):
        def send_order_placed_email(self, order: Any) -> None:
            """Ours sends none either."""

        def get_success_url(self) -> str:
            return "/thank-you/"

        def handle_successful_order(self, order: Any) -> Any:
            super().handle_successful_order(order)
            return order

    view = Checkout()
    view.request = RequestFactory().post("/checkout/preview/")
    view.request.session, view.request.user = SessionStore(), customer
    view.checkout_session = CheckoutSessionData(view.request)
    return view


def place(customer_id: int) -> Placed:
    """What its middleware and PaymentDetailsView.submit do, without a page."""
    from django.contrib.auth.models import User
    from django.db import transaction
    from oscar.apps.basket.models import Basket
    from oscar.apps.checkout.calculators import OrderTotalCalculator
    from oscar.apps.offer.applicator import Applicator
    from oscar.apps.order.models import ShippingAddress
    from oscar.apps.partner.strategy import Selector
    from oscar.apps.shipping.methods import Free

    customer = User.objects.get(pk=customer_id)
    view = checkout_of(customer)
    with transaction.atomic():
        basket = Basket.open.get(owner=customer)
        basket.strategy = Selector().strategy(request=view.request, user=customer)
        Applicator().apply(basket, customer, view.request)
        basket.freeze()
        method = Free()
        charge = method.calculate(basket)
        order = view.handle_order_placement(
            view.generate_order_number(basket),
            customer,
            basket,
            ShippingAddress(country_id="US", **ADDRESS),
            method,
            charge,
            None,
            OrderTotalCalculator(view.request).calculate(basket, charge),
        )
    return Placed(float(order.total_incl_tax * 100), (view, order))


def settle(placed: Placed) -> None:
    """Record that it was paid: the source, its transaction, the event and what it covers."""
    from django.db import transaction
    from oscar.apps.payment.models import Source, SourceType, Transaction

    view, order = placed.order
    with transaction.atomic():
        paid = order.total_incl_tax
        source = Source(
            source_type=SourceType.objects.get(code="card"),
            currency="USD",
            amount_allocated=paid,
            amount_debited=paid,
            reference=order.number,
        )
        source.create_deferred_transaction(Transaction.DEBIT, paid, reference=order.number)
        view.add_payment_source(source)
        view.add_payment_event("Paid", paid, reference=order.number)
        view.save_payment_details(order)


def sold() -> int:
    from django.db.models import Sum
    from oscar.apps.partner.models import StockRecord

    return int(StockRecord.objects.aggregate(sold=Sum("num_allocated"))["sold"] or Decimal())


if __name__ == "__main__":
    serve(build)
