"""The mall's facts: the ledger's sums to the cent, each event once, and a review of them."""

from __future__ import annotations

import fcntl
from contextlib import suppress
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.db.models import Sum

from feria.mall.books import keeping
from feria.mall.books.api import refresh
from feria.mall.books.sales import rows_of
from feria.mall.books.standing import STANDING
from feria.mall.coupons.api import Coupon
from feria.mall.kit.api import OutboxEvent, events_after
from feria.mall.orders.api import Order, add, cancel, cart_for, remove
from feria.mall.orders.models import LedgerEntry
from feria.mall.traffic import api as traffic
from feria.mall.traffic.tally import Tally
from feria.pricing import Amount, Funder, Lane, MinSpend, Promotion
from feria.review.facts.anywhere import read_facts
from feria.review.facts.facts import Facts
from feria.review.facts.kept import kept
from feria.review.frame import Days, frame_around
from feria.review.review import review
from tests.mall import racing
from tests.mall.factories import make_member
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


def test_a_review_of_the_mall_is_its_ledger_to_the_cent(
    shopper: Shopper, other_shopper: Shopper, on_sale: PutOnSale, promise: Promise, tmp_path: Path
) -> None:
    promise(percent_off(15, mall_bears=37), FIVE_OFF)
    on_sale("tea", price=333, units=90)
    on_sale("jam", price=1_001, units=90)
    for _ in range(3):
        trade(shopper, other_shopper)
    refresh(tmp_path)
    facts = read_facts(tmp_path)

    found = review(facts, frame_around(facts.days, warm_up=0, after=0))

    charged = sum(day.charged for day in found.profit.days)
    refunded = sum(day.refunded for day in found.profit.days)
    assert refunded > 0
    assert charged - refunded + total(facts, "shipping") == ledger("buyer")
    assert sum(region.sales for region in found.regions.regions) == charged
    assert sum(category.sales for category in found.goods.categories) == charged
    listed = sum(day.listed for day in found.profit.days)
    assert listed - charged == sum(offer.cost for offer in found.offers.offers), (
        "what was taken off, by promotion"
    )
    borne = {
        funder: sum(getattr(offer, f"borne_by_{funder}") for offer in found.offers.offers)
        for funder in ("mall", "shops", "brands")
    }
    undone = '"order" IN (SELECT "order" FROM refunds)'  # the ledger has reversed theirs, the offers tell what was given
    for funder, like, account in (
        ("mall", "mall", "promotions:mall"), ("shops", "shop", "promotions:shop:"), ("brands", "brand", "promotions:brand"),
    ):  # fmt: skip
        back = total(facts, "discounts", "amount", f"funder LIKE '{like}%' AND {undone}")
        assert borne[funder] - back == ledger(account), funder


def test_more_orders_than_a_statement_takes_are_read(
    shopper: Shopper, on_sale: PutOnSale, promise: Promise, tmp_path: Path
) -> None:
    """A mall that sold for weeks before its first review: every order since is read in one refresh."""
    promise()
    on_sale("tea", units=50)
    paid = shopper.order(tea=1)
    shopper.pay(paid)
    line, event = paid.lines.get(), OutboxEvent.objects.get(topic="orders.order_paid")
    paid = Order.objects.get(pk=paid.pk)
    more = range(1_200)
    for n in more:
        paid.pk, paid.number = None, f"F-more-{n}"
        paid.save(force_insert=True)
        line.pk, line.order_id = None, paid.pk
        line.save(force_insert=True)
    OutboxEvent.objects.bulk_create(
        OutboxEvent(
            topic=event.topic,
            key=f"F-more-{n}",
            body=event.body,
            happened_at=event.happened_at,
            written_at=event.written_at,
        )
        for n in more
    )

    told = refresh(tmp_path)

    assert told.rows["lines"] == 1_201


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


EVENT_TABLES = ("lines", "discounts", "refunds", "shipping")


def rows_in(folder: Path) -> dict[str, list[tuple[object, ...]]]:
    """Every table that a reader sees, as sorted rows; stock is counted at each refresh and so is each refresh's own."""
    facts = read_facts(folder)
    return {
        table: sorted(facts.backend.raw_sql(f"SELECT * FROM {table}").fetchall(), key=repr)  # noqa: S608
        for table in sorted(facts.known)
        if table != "stock"
    }


def trade(shopper: Shopper, other_shopper: Shopper) -> None:
    """A few orders, one of which is undone."""
    shopper.pay(shopper.order(tea=2, jam=1))
    undone = other_shopper.order(jam=3, tea=1)
    other_shopper.pay(undone)
    cancel(undone, undone.member.user)
    other_shopper.pay(other_shopper.order(tea=4))


def test_facts_carried_on_are_those_read_at_once(
    shopper: Shopper, other_shopper: Shopper, on_sale: PutOnSale, promise: Promise, tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:  # fmt: skip
    promise(percent_off(15, mall_bears=37), FIVE_OFF)
    on_sale("tea", price=333, units=90)
    on_sale("jam", price=1_001, units=90)
    read: list[int] = []

    def seen(events: list[Any], zone: Any) -> Any:
        read.extend(event.pk for event in events)
        return rows_of(events, zone)

    monkeypatch.setattr(keeping, "rows_of", seen)
    monkeypatch.setattr(keeping, "BATCH", 2)
    for _ in range(3):
        trade(shopper, other_shopper)
        refresh(tmp_path / "carried-on")
    carried = list(read)
    assert carried == sorted(set(carried)), "each event is read once, in order"

    monkeypatch.setattr(keeping, "BATCH", 5_000)
    whole = refresh(tmp_path / "at-once")

    assert whole.events == len(carried)
    assert rows_in(tmp_path / "carried-on") == rows_in(tmp_path / "at-once")
    as_the_ledger(read_facts(tmp_path / "carried-on"))


@pytest.mark.parametrize("survived", range(0, 22, 3))
def test_a_refresh_cut_anywhere_loses_nothing_and_shows_nothing_half(
    shopper: Shopper, other_shopper: Shopper, on_sale: PutOnSale, promise: Promise, tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch, survived: int,
) -> None:  # fmt: skip
    promise(percent_off(15, mall_bears=37), FIVE_OFF)
    on_sale("tea", price=333, units=90)
    on_sale("jam", price=1_001, units=90)
    folder = tmp_path / "cut"
    trade(shopper, other_shopper)
    refresh(folder)
    before = rows_in(folder)
    trade(shopper, other_shopper)
    steps = iter(range(survived))

    def cut_after(step: Any) -> Any:
        def cut(*words: Any) -> Any:
            if next(steps, None) is None:
                raise KeyboardInterrupt
            return step(*words)

        return cut

    with monkeypatch.context() as cut:
        cut.setattr(keeping, "BATCH", 1)
        for step in ("_write", "_keep"):
            cut.setattr(keeping, step, cut_after(getattr(keeping, step)))
        with suppress(KeyboardInterrupt):
            refresh(folder)

    seen = rows_in(folder)
    said = kept(folder)
    assert said is not None
    sold = {order for table in EVENT_TABLES for order, *_ in seen.get(table, ())}
    numbers = Order.objects.filter(
        number__in=[event.key for event in events_after(0) if event.pk <= said.upto]
    )
    assert sold <= set(numbers.values_list("number", flat=True)), "nothing of a batch that is not whole"
    for table in EVENT_TABLES:
        assert set(before.get(table, ())) <= set(seen.get(table, ()))

    refresh(folder)

    refresh(tmp_path / "at-once")
    assert rows_in(folder) == rows_in(tmp_path / "at-once")
    as_the_ledger(read_facts(folder))


def test_two_refreshes_do_not_run_at_once(
    shopper: Shopper, on_sale: PutOnSale, promise: Promise, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    promise()
    on_sale("tea", units=50)
    shopper.pay(shopper.order(tea=1))
    turned_away: list[bool] = []

    def another_comes(events: list[Any], zone: Any) -> Any:
        with (tmp_path / keeping.LOCK).open("w") as door:
            try:
                fcntl.flock(door, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except BlockingIOError:
                turned_away.append(True)
        return rows_of(events, zone)

    monkeypatch.setattr(keeping, "rows_of", another_comes)

    refresh(tmp_path)

    assert turned_away == [True]


def test_visits_come_along_and_are_a_chapter_of_the_review(
    shopper: Shopper, on_sale: PutOnSale, promise: Promise, tmp_path: Path
) -> None:
    promise()
    on_sale("tea", units=20)
    held = Tally()
    for person in ("ann", "bob", "eve"):
        held.note(person, traffic.PRODUCT, what="tea", source="newsletter")
    held.note("ann", "home")
    held.note("dan", "home", source="blog")
    held.note("ann", traffic.ORDER, what="F1")
    traffic.carry_off(held)
    shopper.pay(shopper.order(tea=1))

    refresh(tmp_path)

    facts = read_facts(tmp_path)
    found = review(facts, frame_around(facts.days, warm_up=0, after=0))
    (event,) = found.traffic.parts
    newsletter, blog = found.traffic.sources
    assert (event.visitors, event.views, event.orders, event.conversion_bps) == (4, 5, 1, 2_500)
    assert (blog.group, blog.visitors) == ("blog", 1), "alone in its source"
    assert (newsletter.group, newsletter.visitors, newsletter.orders) == ("newsletter", 3, 1)
    assert not found.traffic.missing
    assert facts.backend.raw_sql("SELECT sku, visitors, views FROM views").fetchall() == [("tea", 3, 3)]


def test_what_became_of_goods_in_carts_is_told_by_how_they_left(
    shopper: Shopper, other_shopper: Shopper, on_sale: PutOnSale, promise: Promise, tmp_path: Path
) -> None:
    """Bought, ordered and never paid, taken out again, still there: each is another way to lose a sale, or none."""
    promise()
    for sku in ("tea", "jam", "bun", "ham"):
        on_sale(sku, units=20, category=f"grocery/{sku}")
    shopper.pay(shopper.order(tea=1))
    run_out_of_time(other_shopper.order(jam=1))
    add(cart_for(shopper.member), "bun")
    remove(cart_for(shopper.member), "bun")
    add(cart_for(shopper.member), "ham")

    refresh(tmp_path)

    facts = read_facts(tmp_path)
    found = review(facts, frame_around(facts.days, warm_up=0, after=0))
    assert {each.outcome: each.wishes for each in found.lost.outcomes} == {
        "bought": 1, "unpaid": 1, "removed": 1, "left": 1,
    }  # fmt: skip
    assert found.lost.findings[0].facts["lost"] == 7_500


def test_what_was_bought_while_others_waited_is_no_lost_cart(
    shopper: Shopper, on_sale: PutOnSale, promise: Promise, tmp_path: Path
) -> None:
    promise()
    on_sale("tea", units=20)
    shopper.pay(shopper.order(tea=1))
    refresh(tmp_path)
    facts = read_facts(tmp_path)
    tomorrow = Days(first=facts.days.until, until=facts.days.until + timedelta(days=1))

    found = review(facts, frame_around(tomorrow, warm_up=1, after=0))

    assert [(each.outcome, each.wishes) for each in found.lost.outcomes] == [("bought", 1)]


@pytest.mark.postgres
@pytest.mark.django_db(transaction=True)
def test_whoever_comes_while_it_is_read_is_in_all_of_its_tables_or_in_none(
    shopper: Shopper, on_sale: PutOnSale, promise: Promise, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    promise()
    on_sale("tea", units=20)
    shopper.pay(shopper.order(tea=1))
    # Given a refresh that has read the members and has yet to read their carts
    gate = racing.Gate()
    monkeypatch.setitem(STANDING, "coupons", gate.before(STANDING["coupons"]))  # type: ignore[arg-type]
    with racing.beside() as start:
        refreshing = start(lambda: refresh(tmp_path))
        gate.wait_for_it()
        # When somebody joins and fills a cart
        add(cart_for(make_member()), "tea")
        gate.opened.set()
        refreshing.result(racing.LONG)
    # Then the facts know neither
    facts = read_facts(tmp_path)
    strangers = "SELECT count(*) FROM carts WHERE member NOT IN (SELECT member FROM members)"
    assert facts.backend.raw_sql(strangers).fetchone() == (0,)


def test_carts_and_favourites_coupons_and_stock_come_along(
    shopper: Shopper, on_sale: PutOnSale, promise: Promise, tmp_path: Path
) -> None:
    promise()
    on_sale("tea", units=2)
    shopper.pay(shopper.order(tea=2))

    refresh(tmp_path)

    facts = read_facts(tmp_path)
    assert facts.backend.raw_sql("SELECT sku, kind, how FROM carts").fetchall() == [
        ("tea", "cart", "ordered")
    ]
    assert facts.backend.raw_sql("SELECT sku, on_hand FROM stock").fetchall() == [("tea", 0)]
    assert facts.has("members.level")
    assert ("coupons" in facts.known) == Coupon.objects.exists()
    assert Order.objects.count() == 1
