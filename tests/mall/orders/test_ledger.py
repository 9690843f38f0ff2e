"""Money is conserved: journals sum to zero, are posted once, and stay as posted (P5)."""

from __future__ import annotations

import pytest
from django.db import DatabaseError, IntegrityError, connection, transaction
from django.db.models import Sum

from feria.mall.orders.api import Order, cancel
from feria.mall.orders.errors import LedgerUnbalanced
from feria.mall.orders.ledger import post, post_sale, sale_entries
from feria.mall.orders.models import LedgerEntry
from feria.pricing import (
    Adjustment,
    Cart,
    FreeShipping,
    FunderShare,
    Lane,
    Line,
    Promotion,
    Quote,
    QuotedLine,
    Share,
    quote,
)
from tests.mall.factories import at
from tests.mall.orders.conftest import Promise, PutOnSale, Shopper, percent_off


@pytest.fixture
def paid(db: None, shopper: Shopper, on_sale: PutOnSale, promise: Promise) -> Order:
    on_sale("tea", price=999)
    on_sale("bread", price=333, shop="bakery")
    promise(percent_off(17, mall_bears=50))
    order = shopper.order(tea=3, bread=1)
    shopper.pay(order)
    return order


def test_every_journal_sums_to_zero(paid: Order, shopper: Shopper) -> None:
    cancel(shopper.order(tea=1), None)
    cancel(paid, None)
    journals = LedgerEntry.objects.order_by().values_list("journal").annotate(total=Sum("amount"))
    assert dict(journals)
    assert set(dict(journals).values()) == {0}


def test_a_sale_credits_each_shop_and_charges_each_funder(paid: Order) -> None:
    sale = dict(LedgerEntry.objects.filter(journal=f"sale:{paid.number}").values_list("account", "amount"))
    assert sale["shop:grocery"] == -3 * 999
    assert sale["shop:bakery"] == -333
    assert sale["buyer"] == paid.payable
    funded = {account: amount for account, amount in sale.items() if account.startswith("promotions:")}
    assert set(funded) == {"promotions:mall", "promotions:shop:grocery", "promotions:shop:bakery"}
    assert sum(funded.values()) == paid.listed - paid.payable


def test_what_the_shops_bear_of_one_promotion_is_split_by_what_it_took_off_each() -> None:
    quote = Quote(
        currency="USD",
        at=at(2025, 11, 11),
        lines=(
            QuotedLine(id="tea", sku="tea", quantity=1, unit_price=300, listed=300, payable=280),
            QuotedLine(id="bread", sku="bread", quantity=1, unit_price=100, listed=100, payable=90),
        ),
        adjustments=(
            Adjustment(
                promotion="p",
                name="p",
                lane=Lane.MALL,
                amount=-30,
                shares=(
                    Share(line="tea", amount=-20, quantity=1),
                    Share(line="bread", amount=-10, quantity=1),
                ),
                funders=(FunderShare(who="shop", amount=-20), FunderShare(who="brand", amount=-10)),
            ),
        ),
        listed=400,
        reduction=30,
        payable=375,
        shipping=5,
    )
    entries = sale_entries(quote, {"tea": "grocery", "bread": "bakery"})
    assert entries == {
        "buyer": 375,
        "shipping": -5,
        "shop:grocery": -300,
        "shop:bakery": -100,
        "promotions:shop:grocery": 13,
        "promotions:shop:bakery": 7,
        "promotions:brand": 10,
    }


@pytest.mark.parametrize("payer", ["mall", "shop"])
def test_shipping_that_a_promotion_pays_is_posted_in_full_and_borne_by_its_funder(payer: str) -> None:
    shop = "grocery" if payer == "shop" else ""
    free = Promotion(id="free", name="free", lane=Lane.SHIPPING, benefit=FreeShipping(), shop=shop)
    tea = Line(id="tea", sku="tea", quantity=1, unit_price=300, shop="grocery")
    quoted = quote(Cart(currency="USD", lines=(tea,), shipping_fee=50), [free], at(2025, 11, 11))
    assert quoted.payable == 300
    bearer = "promotions:mall" if payer == "mall" else "promotions:shop:grocery"
    assert sale_entries(quoted, {"tea": "grocery"}) == {
        "buyer": 300,
        "shop:grocery": -300,
        "shipping": -50,
        bearer: 50,
    }


def test_entries_that_do_not_balance_are_not_posted(paid: Order) -> None:
    with pytest.raises(LedgerUnbalanced):
        post("journal", {"a": 1, "b": -2}, paid, "a mistake")
    assert not LedgerEntry.objects.filter(journal="journal").exists()


def test_nothing_is_posted_twice(paid: Order) -> None:
    with pytest.raises(IntegrityError), transaction.atomic():
        post_sale(paid, {"buyer": 1, "shipping": -1})


@pytest.mark.parametrize(
    "statement", ["UPDATE orders_ledgerentry SET amount = 0", "DELETE FROM orders_ledgerentry"]
)
def test_the_database_refuses_to_change_what_was_posted(paid: Order, statement: str) -> None:
    before = list(LedgerEntry.objects.order_by("id").values_list("id", "amount"))
    with (
        pytest.raises(DatabaseError, match="append-only"),
        transaction.atomic(),
        connection.cursor() as cursor,
    ):
        cursor.execute(statement)
    assert list(LedgerEntry.objects.order_by("id").values_list("id", "amount")) == before


def test_control_without_the_triggers_it_would_have_changed(paid: Order) -> None:
    on_table = " ON orders_ledgerentry" if connection.vendor == "postgresql" else ""
    with connection.cursor() as cursor:
        cursor.execute(f"DROP TRIGGER orders_ledgerentry_no_update{on_table}")
        cursor.execute("UPDATE orders_ledgerentry SET amount = 0")
    assert LedgerEntry.objects.aggregate(total=Sum("amount"))["total"] == 0
    assert not LedgerEntry.objects.exclude(amount=0).exists()
