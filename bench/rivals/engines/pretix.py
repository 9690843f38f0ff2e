"""pretix: `apply_discounts` of its pricing service, its tables in an SQLite held in memory.

With ``--in-memory`` the discounts are read once, and the service finds them where it would ask the
database: what the engine takes when nothing is asked of one.
"""

from __future__ import annotations

import os
import sys
from decimal import Decimal
from importlib.metadata import version
from types import SimpleNamespace
from typing import Any

from django_scopes import scopes_disabled

from bench.rivals.engines.serve import Engine, serve
from bench.rivals.workload import Form, Offer, Workload


def configure() -> None:
    """An installation with nothing in it, its tables made without their history."""
    os.environ["DJANGO_SETTINGS_MODULE"] = "pretix.testutils.settings"
    import django
    from django.conf import settings

    settings.DATABASES["default"].update(ENGINE="django.db.backends.sqlite3", NAME=":memory:")
    settings.DEBUG = False  # or every query is kept
    django.setup()
    from django.core.management import call_command

    call_command("migrate", verbosity=0, run_syncdb=True)


def terms(offer: Offer) -> dict[str, Any]:
    """A discount's columns. It knows shares only, so a sum off is told as the share that it is of its threshold."""
    match offer.kind:
        case "multibuy":
            return {
                "condition_min_count": offer.need,
                "benefit_only_apply_to_cheapest_n_matches": 1,
                "benefit_discount_matching_percent": 100,
            }
        case "threshold":
            return {
                "condition_min_value": Decimal(offer.need) / 100,
                "benefit_discount_matching_percent": share_of_threshold(offer),
            }
        case "percent" | "coupon":
            return {"condition_min_count": 1, "benefit_discount_matching_percent": offer.need}
    raise ValueError(offer.kind)


def share_of_threshold(offer: Offer) -> Decimal:
    """In per cent, with the two decimals that there is room for."""
    return (Decimal(offer.off) * 100 / offer.need).quantize(Decimal("0.01"))


def prepare(workload: Workload) -> tuple[Any, list[tuple[Any, ...]]]:
    """The event with its discounts, and a position for every unit in the cart."""
    from django.utils.timezone import now
    from pretix.base.models import Discount, Event, Organizer

    organizer = Organizer.objects.create(name="The fair", slug="fair")
    event = Event.objects.create(organizer=organizer, name="The day", slug="day", date_from=now())
    items = {
        line.number: event.items.create(
            name=f"Article {line.number}", default_price=Decimal(line.price) / 100
        )
        for line in workload.lines
    }
    for position, offer in enumerate(workload.offers):
        discount = Discount.objects.create(
            event=event,
            internal_name=f"{position:02} {offer.kind} {offer.category}",
            position=position,
            condition_all_products=offer.everywhere,
            **terms(offer),
        )
        if not offer.everywhere:
            discount.condition_limit_products.set(
                items[line.number] for line in workload.lines if offer.holds(line)
            )
    units = [
        (items[line.number].pk, None, None, Decimal(line.price) / 100, False, False, Decimal(0))
        for line in workload.lines
        for _ in range(line.quantity)
    ]
    return event, units


class ReadOnce(list[Any]):
    """Rows that were read already, in the place of the query that reads them."""

    def as_it_is(self, *_: object, **__: object) -> ReadOnce:
        return self

    filter = prefetch_related = order_by = as_it_is


def build(workload: Workload, form: Form) -> Engine:
    if form is not Form.CONSUMING:
        raise ValueError("A position takes one discount.")
    configure()
    from pretix.base.services.pricing import apply_discounts

    event, units = prepare(workload)
    if "--in-memory" in sys.argv:
        rows = event.discounts.prefetch_related("condition_limit_products", "benefit_limit_products")
        event = SimpleNamespace(discounts=ReadOnce(rows.order_by("position", "pk")))

    def price() -> float:
        return float(sum(price for price, _ in apply_discounts(event, "web", units)) * 100)

    return Engine(f"pretix {version('pretix')}, Django {version('django')}", price)


if __name__ == "__main__":
    with scopes_disabled():  # one event, and no web request to say whose
        serve(build)
