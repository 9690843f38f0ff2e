"""The mall's facts: the ledger's sums to the cent, each event once, and a review of them."""

from __future__ import annotations

from pathlib import Path

import pytest
from django.db.models import Sum

from feria.mall.books.api import refresh
from feria.mall.coupons.api import Coupon
from feria.mall.orders.api import Order, cancel
from feria.mall.orders.models import LedgerEntry
from feria.pricing import Amount, Funder, Lane, MinSpend, Promotion
from feria.review.facts.anywhere import read_facts
from feria.review.facts.facts import Facts
from tests.mall.orders.conftest import Promise, PutOnSale, Shopper, percent_off, run_out_of_time

pytestmark = pytest.mark.django_db

FIVE_OFF = Promotion(
    id="five", name="Five off", lane=Lane.MALL, benefit=Amount(amount=501), conditions=(MinSpend(amount=1_000),),
    funders=(Funder(who="mall", bps=3_333), Funder(who="brand", bps=3_333), Funder(who="shop", bps=3_334)),
)  # fmt: skip


def ledger(*accounts: str) -> int:
    """What stands in these accounts from sales and their undoing."""
    sales = LedgerEntry.objects.filter(journal__regex=r"^(sale|void):")
    found = 0
    for account in accounts:
        rows = (
            sales.filter(account__startswith=account)
            if account.endswith(":")
            else sales.filter(account=account)
        )
        found += rows.aggregate(all=Sum("amount"))["all"] or 0
    return found


def total(facts: Facts, table: str, column: str = "amount", where: str = "true") -> int:
    if table not in facts.known:
        return 0
    asked = f"SELECT coalesce(sum({column}), 0) FROM {table} WHERE {where}"  # noqa: S608
    return int(facts.backend.raw_sql(asked).fetchone()[0])


def as_the_ledger(facts: Facts) -> None:
    """Lines, shipping and refunds are what buyers owe for sales; discounts are what each funder bears."""
    sold = total(facts, "lines", "charged") + total(facts, "shipping") - total(facts, "refunds")
    assert sold == ledger("buyer")
    standing = '"order" NOT IN (SELECT "order" FROM refunds)' if "refunds" in facts.known else "true"
    for funder, account in (
        ("mall", "promotions:mall"),
        ("brand", "promotions:brand"),
        ("shop", "promotions:shop:"),
    ):
        assert total(facts, "discounts", "amount", f"funder = '{funder}' AND {standing}") == ledger(
            account
        ), funder
    assert total(facts, "lines", "listed", standing) == -ledger("shop:")


def test_the_facts_are_the_ledger_to_the_cent(
    shopper: Shopper, other_shopper: Shopper, on_sale: PutOnSale, promise: Promise, tmp_path: Path
) -> None:
    promise(percent_off(15, mall_bears=37), FIVE_OFF)
    on_sale("tea", price=333, units=50)
    on_sale("jam", price=1_001, units=50)
    for buyer, wanted in (
        (shopper, {"tea": 7, "jam": 3}),
        (other_shopper, {"tea": 1}),
        (shopper, {"jam": 1, "tea": 2}),
    ):
        buyer.pay(buyer.order(**wanted))
    undone = other_shopper.order(jam=5, tea=5)
    other_shopper.pay(undone)
    cancel(undone, undone.member.user)
    unpaid = shopper.order(tea=1)
    run_out_of_time(unpaid)

    refresh(tmp_path)

    facts = read_facts(tmp_path)
    assert {each.code for each in facts.findings} <= {"one-day"}
    assert total(facts, "refunds") == undone.payable
    assert total(facts, "discounts") > 0
    as_the_ledger(facts)


def test_what_was_read_is_not_read_again(
    shopper: Shopper, on_sale: PutOnSale, promise: Promise, tmp_path: Path
) -> None:
    promise(percent_off(10))
    on_sale("tea", units=50)
    shopper.pay(shopper.order(tea=1))
    first = refresh(tmp_path)
    shopper.pay(shopper.order(tea=2))

    second, third = refresh(tmp_path), refresh(tmp_path)

    assert (first.rows["lines"], second.rows["lines"]) == (1, 1)
    assert third.events == 0
    assert "lines" not in third.rows
    assert first.upto < second.upto == third.upto
    facts = read_facts(tmp_path)
    assert total(facts, "lines", "quantity") == 3
    as_the_ledger(facts)


def test_a_refresh_that_was_cut_short_leaves_nothing_twice(
    shopper: Shopper, on_sale: PutOnSale, promise: Promise, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    promise()
    on_sale("tea", units=50)
    shopper.pay(shopper.order(tea=1))

    def fall(*_: object) -> None:
        raise KeyboardInterrupt

    with monkeypatch.context() as cut:
        cut.setattr("feria.mall.books.keeping._keep", fall)
        with pytest.raises(KeyboardInterrupt):
            refresh(tmp_path)
    shopper.pay(shopper.order(tea=1))

    refresh(tmp_path)

    as_the_ledger(read_facts(tmp_path))


def test_carts_and_favourites_coupons_and_stock_come_along(
    shopper: Shopper, on_sale: PutOnSale, promise: Promise, tmp_path: Path
) -> None:
    promise()
    on_sale("tea", units=2)
    shopper.pay(shopper.order(tea=2))

    refresh(tmp_path)

    facts = read_facts(tmp_path)
    assert facts.backend.raw_sql("SELECT sku, kind FROM carts").fetchall() == [("tea", "cart")]
    assert facts.backend.raw_sql("SELECT sku, on_hand FROM stock").fetchall() == [("tea", 0)]
    assert facts.has("members.level")
    assert ("coupons" in facts.known) == Coupon.objects.exists()
    assert Order.objects.count() == 1
