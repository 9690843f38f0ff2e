"""django-oscar: its Applicator on a basket, its tables in an SQLite held in memory.

With ``--in-memory`` the offers are read once, and whether a range holds a product is answered from a
set: what the engine takes when nothing is asked of a database.
"""

from __future__ import annotations

import sys
from decimal import Decimal
from importlib.metadata import version
from types import SimpleNamespace
from typing import Any

import django
import oscar
from django.conf import settings
from oscar.defaults import *  # noqa: F403  # django-oscar asks for its settings like this

from bench.rivals.engines.serve import Engine, serve
from bench.rivals.workload import Form, Line, Offer, Workload


class NoHistory(dict[str, None]):
    """Every app's tables are made as they are now, which is faster than as they came to be."""

    def __contains__(self, app: object) -> bool:
        return True

    def __missing__(self, app: str) -> None:
        return None


IN_MEMORY = {"ENGINE": "django.db.backends.sqlite3", "NAME": ":memory:"}


def configure(database: dict[str, Any] = IN_MEMORY, *, is_new: bool = True) -> None:
    """A shop with nothing in it, or the one that stands in that database already."""
    settings.configure(
        **{name: value for name, value in globals().items() if name.startswith("OSCAR_")},
        SECRET_KEY="nothing here is secret",  # noqa: S106
        DATABASES={"default": database},
        INSTALLED_APPS=oscar.INSTALLED_APPS,
        HAYSTACK_CONNECTIONS={"default": {"ENGINE": "haystack.backends.simple_backend.SimpleEngine"}},
        DEFAULT_AUTO_FIELD="django.db.models.AutoField",
        MIGRATION_MODULES=NoHistory(),
        SITE_ID=1,
        USE_TZ=True,
        ROOT_URLCONF=[],
    )
    django.setup()
    from django.core.management import call_command

    if is_new:
        call_command("migrate", verbosity=0, run_syncdb=True)


def stock(lines: list[Line], units: int = 0) -> dict[int, Any]:
    """A product, with its price, for every line; by the line's number. ``units``: so many of each, and counted."""
    from oscar.apps.catalogue.models import Product, ProductClass
    from oscar.apps.partner.models import Partner, StockRecord

    kind = ProductClass.objects.create(name="Goods", track_stock=bool(units), requires_shipping=bool(units))
    partner = Partner.objects.create(name="The fair")
    products = {}
    for line in lines:
        product = Product.objects.create(title=f"Article {line.number}", product_class=kind)
        StockRecord.objects.create(
            product=product,
            partner=partner,
            partner_sku=f"sku-{line.number}",
            price=Decimal(line.price) / 100,
            num_in_stock=units or 1000,
        )
        products[line.number] = product
    return products


def publish(offers: list[Offer], lines: list[Line], products: dict[int, Any], form: Form) -> None:
    """The offers, first to last by priority. An exclusive offer uses its units up."""
    from oscar.apps.offer.models import Benefit, Condition, ConditionalOffer, Range

    ranges = {}
    for category in dict.fromkeys(offer.category for offer in offers):
        ranges[category] = Range.objects.create(name=category, includes_all_products=category == "*")
        for line in lines:
            if line.category == category:
                ranges[category].add_product(products[line.number])
    kinds = {
        "multibuy": (Condition.COUNT, lambda o: o.need, Benefit.MULTIBUY, lambda _: None),
        "threshold": (Condition.VALUE, lambda o: cents(o.need), Benefit.FIXED, lambda o: cents(o.off)),
        "percent": (Condition.COUNT, lambda _: 1, Benefit.PERCENTAGE, lambda o: o.need),
        "coupon": (Condition.COUNT, lambda _: 1, Benefit.PERCENTAGE, lambda o: o.need),
    }
    for number, offer in enumerate(offers):
        needs, least, gives, value = kinds[offer.kind]
        scope = ranges[offer.category]
        ConditionalOffer.objects.create(
            name=f"{number:02} {offer.kind} {offer.category}",
            offer_type=ConditionalOffer.SITE,
            exclusive=form is Form.CONSUMING,
            priority=len(offers) - number,
            max_basket_applications=1,
            condition=Condition.objects.create(range=scope, type=needs, value=least(offer)),
            benefit=Benefit.objects.create(range=scope, type=gives, value=value(offer)),
        )


def cents(amount: int) -> Decimal:
    return Decimal(amount) / 100


def basket_of(lines: list[Line], products: dict[int, Any]) -> Any:
    """The basket as a visitor's request finds it: read from its tables, with its strategy."""
    from oscar.apps.basket.models import Basket
    from oscar.apps.partner.strategy import Default

    basket = Basket.objects.create()
    basket.strategy = Default()
    for line in lines:
        basket.add_product(products[line.number], line.quantity)
    return basket


def forget_the_database(applicator: Any, basket: Any) -> None:
    """Offers, ranges and the basket's lines were read before; no offer is combined with another."""
    from oscar.apps.offer.models import ConditionalOffer, Range

    offers = list(applicator.get_offers(basket))
    for offer in offers:
        # As they work: a proxy that is its own keeps the range it has read.
        offer.condition, offer.benefit = offer.condition.proxy(), offer.benefit.proxy()
    held = {each.pk: set(each.all_products().values_list("pk", flat=True)) for each in Range.objects.all()}
    Range.contains_product = lambda self, product: product.pk in held[self.pk]
    ConditionalOffer.combinations = SimpleNamespace(count=lambda: 0)
    applicator.get_offers = lambda *_: offers
    lines = list(basket.all_lines())

    def start_anew() -> None:
        for line in lines:
            line.clear_discount()

    basket.all_lines = lambda: lines
    basket.reset_offer_applications = start_anew


def build(workload: Workload, form: Form) -> Engine:
    configure()
    from oscar.apps.offer.applicator import Applicator

    products = stock(workload.lines)
    publish(workload.offers, workload.lines, products, form)
    basket = basket_of(workload.lines, products)
    applicator = Applicator()
    if "--in-memory" in sys.argv:
        forget_the_database(applicator, basket)

    def price() -> float:
        basket.reset_offer_applications()
        applicator.apply(basket)
        return float(basket.total_incl_tax * 100)

    return Engine(f"django-oscar {version('django-oscar')}, Django {django.__version__}", price)


if __name__ == "__main__":
    serve(build)
