"""Listed prices change with a history that the law of the market can be held to (R2.23)."""

import pytest

from feria.mall.catalog import api as catalog
from feria.mall.kit.models import AuditEntry
from tests.mall.factories import DAY, at, make_product, make_user

pytestmark = pytest.mark.django_db


def history(product):
    return [(row.amount, row.from_at) for row in catalog.price_history(product)]


def test_given_a_new_price_then_the_product_and_its_history_say_so_and_the_trail_says_who():
    merchant = make_user("mia")
    cola = make_product("cola", listed_price=599)
    catalog.set_listed_price(cola, 549, DAY, by=merchant)
    assert cola.listed_price == catalog.product("cola").listed_price == 549
    assert history(cola) == [(549, DAY)]
    entry = AuditEntry.objects.get()
    assert (entry.actor, entry.subject, entry.detail) == (merchant, "cola", {"from": 599, "to": 549})


def test_given_the_same_price_again_then_nothing_is_written():
    cola = make_product("cola", listed_price=599)
    catalog.set_listed_price(cola, 599, DAY)
    assert history(cola) == []
    assert not AuditEntry.objects.exists()


def test_given_two_prices_then_the_history_has_them_latest_first():
    cola = make_product("cola", listed_price=599)
    catalog.set_listed_price(cola, 549, DAY)
    catalog.set_listed_price(cola, 579, at(2025, 12, 1))
    assert history(cola) == [(579, at(2025, 12, 1)), (549, DAY)]


@pytest.mark.parametrize(
    ("amount", "code"), [(0, "not-positive"), (-1, "not-positive"), (399, "under-floor")]
)
def test_given_a_price_that_cannot_be_then_it_is_refused_and_the_old_one_stands(amount, code):
    cola = make_product("cola", listed_price=599, floor_price=400)
    with pytest.raises(catalog.PriceRefused) as refusal:
        catalog.set_listed_price(cola, amount, DAY)
    assert refusal.value.code == code
    assert "cola" in str(refusal.value)
    assert catalog.product("cola").listed_price == 599
