"""Buying together by the pages (R2.14): the product, starting, the group's link, joining, the end."""

from __future__ import annotations

import uuid
from datetime import timedelta

import pytest
from django.http import HttpResponse

from feria.mall.kit.api import database_now
from feria.mall.orders import api as orders
from feria.mall.orders.models import Group, Order
from feria.mall.rush import api as rush
from tests.mall import festivals
from tests.mall.web.conftest import Visitor, be_at, text_of
from tests.mall.web.grouping import CODE, TEXT, opened, pay

START = f"/groups/start/{CODE}/"


@pytest.fixture(autouse=True)
def together(mall: object) -> None:
    rush.open_festival(TEXT, by=None)
    be_at(festivals.RATIONAL)


def send(shopper: Visitor, path: str, quantity: int = 1, **more: str) -> HttpResponse:
    assert shopper.member
    sent = {"key": str(uuid.uuid4()), "address": str(shopper.member.addresses.get().pk), **more}
    return shopper.post(path, quantity=quantity, **sent)


def take(shopper: Visitor, path: str) -> Order:
    """Start or join, as far as the bank."""
    answer = send(shopper, path)
    assert answer.status_code == 302, text_of(answer)
    assert answer["Location"].startswith("/pay/dummy/")
    return Order.objects.latest("pk")


def end(group: Group) -> None:
    Group.objects.filter(pk=group.pk).update(fill_until=database_now() - timedelta(seconds=1))


class TestTheProduct:
    def test_it_says_both_prices_and_what_a_group_is(self, guest: Visitor) -> None:
        said = text_of(guest.get("/p/cola/"))
        assert "Cola together Together, 3 people $6.00 You save $4.00 By yourself, now $10.00" in said
        assert (
            "If 2 others have not joined and paid within 6 hours, everybody gets all their money back."
            in said
        )
        assert "12 units are left at the group price." in said
        assert "Start a group" in said

    def test_open_groups_can_be_joined_from_there(self, guest: Visitor) -> None:
        one, two = opened(), opened(2)
        page = guest.get("/p/cola/")
        said = text_of(page)
        assert "Join one of 2 open groups" in said
        assert said.index("1 more person needed") < said.index("2 more people needed")
        for group in (one, two):
            assert f'href="/groups/{group.key}/"' in page.content.decode()

    def test_ones_own_group_is_shown_as_such(self, shopper: Visitor) -> None:
        pay(take(shopper, START))
        said = text_of(shopper.get("/p/cola/"))
        assert "Your group 2 more people needed" in said
        assert "Join the open group" not in said

    def test_where_one_buyer_pays_no_more_nobody_is_sent_to_wait(self, guest: Visitor) -> None:
        rush.open_festival(TEXT.replace("price: 6.00", "price: 8.00"), by=None)
        be_at(festivals.FRENZY)
        page = guest.get("/p/cola/")
        assert "By yourself it costs no more now" in text_of(page)
        assert START not in page.content.decode()

    def test_before_the_offer_opens_the_page_says_when(self, guest: Visitor, shopper: Visitor) -> None:
        be_at(festivals.WARM_UP)
        assert "Groups can be started from Nov 11, 00:00." in text_of(guest.get("/p/cola/"))
        assert "Groups can be started from Nov 11, 00:00." in text_of(shopper.get(START))
        assert send(shopper, START).status_code == 409

    def test_near_the_offers_end_the_page_does_not_promise_all_hours(self, guest: Visitor) -> None:
        be_at(festivals.RATIONAL + timedelta(hours=10))
        assert "have not joined and paid by the offer’s end" in text_of(guest.get("/p/cola/"))


class TestStarting:
    def test_it_leads_to_the_bank_and_the_group_is_open_when_it_is_paid(
        self, shopper: Visitor, guest: Visitor
    ) -> None:
        order = take(shopper, START)
        assert order.group
        page = f"/groups/{order.group.key}/"
        assert "Not open yet Pay your share" in text_of(shopper.get(page))
        assert "Whoever started this group is still paying" in text_of(guest.get(page))
        pay(order)
        thanks = text_of(shopper.get(f"/pay/return/{order.payments.get().reference}/"))
        assert "Thank you, your place in the group is paid" in thanks
        assert "See the group and share it" in thanks

    def test_the_group_has_a_link_for_others_and_none_for_its_members(
        self, shopper: Visitor, guest: Visitor
    ) -> None:
        order = take(shopper, START)
        pay(order)
        assert order.group
        page = f"/groups/{order.group.key}/"
        mine, theirs = shopper.get(page), guest.get(page)
        assert "2 more people needed" in text_of(mine)
        assert "1 of 3 have paid" in text_of(mine)
        assert f'value="http://testserver{page}"' in mine.content.decode()
        assert "Join for" not in text_of(mine)
        assert "Join for $6.00" in text_of(theirs)

    def test_orders_say_that_it_waits(self, shopper: Visitor) -> None:
        order = take(shopper, START)
        pay(order)
        assert "If it is not full by Nov 11, 18:00, you get everything back." in text_of(
            shopper.get("/orders/")
        )
        said = text_of(shopper.get(f"/orders/{order.number}/"))
        assert "Waiting for the group" in said
        assert "2 more people needed" in said
        assert "Cancel the order and get the money back" in said

    def test_who_leaves_gets_the_money(self, shopper: Visitor) -> None:
        order = take(shopper, START)
        pay(order)
        answer = shopper.client.post(f"/orders/{order.number}/cancel/", follow=True)
        assert "What you paid goes back to you" in text_of(answer)
        assert order.payments.get().state == "refunded"

    def test_a_limit_is_told_on_the_page(self, shopper: Visitor) -> None:
        answer = send(shopper, START, quantity=3)
        assert answer.status_code == 409
        assert "You may have 2 more at the group price" in text_of(answer)

    @pytest.mark.parametrize("bad", [{"quantity": "0"}, {"quantity": "x"}, {"address": ""}, {"key": "no"}])
    def test_bad_input_is_a_page_and_no_order(self, shopper: Visitor, bad: dict[str, str]) -> None:
        assert shopper.member
        sent = {"key": str(uuid.uuid4()), "address": str(shopper.member.addresses.get().pk), "quantity": "1"}
        assert shopper.post(START, **{**sent, **bad}).status_code == 422
        assert not Order.objects.exists()
        assert not Group.objects.exists()

    def test_a_second_press_is_the_same_order(self, shopper: Visitor) -> None:
        key = str(uuid.uuid4())
        for _ in range(2):
            assert send(shopper, START, key=key).status_code == 302
        assert Order.objects.count() == Group.objects.count() == 1

    def test_what_is_no_group_buy_is_not_found(self, shopper: Visitor) -> None:
        assert shopper.get("/groups/start/no.such/").status_code == 404
        assert shopper.get("/groups/no-such-group/").status_code == 404
        assert shopper.get("/groups/no-such-group/join/").status_code == 404


class TestJoining:
    def test_the_last_to_pay_makes_it_everybodys(self, shopper: Visitor, guest: Visitor) -> None:
        group = opened(2)
        page = f"/groups/{group.key}/"
        assert "1 more person needed" in text_of(shopper.get(f"{page}join/"))
        order = take(shopper, f"{page}join/")
        assert "1 is paying now" in text_of(guest.get(page))
        assert "Every place is taken, and not all are paid yet" in text_of(guest.get(page))
        pay(order)
        assert "Thank you, it is paid" in text_of(
            shopper.get(f"/pay/return/{order.payments.get().reference}/")
        )
        said = text_of(shopper.get(page))
        assert "The group is full" in said
        assert "everybody has it for $6.00" in said
        assert "Start a group of your own" in text_of(guest.get(page))
        said = text_of(shopper.get(f"/orders/{order.number}/"))
        assert "Your group is full: the price is yours" in said

    def test_an_open_page_that_asks_is_told_to_load_anew_when_the_state_is_another(
        self, guest: Visitor
    ) -> None:
        group = opened(2)
        asks = {"headers": {"HX-Request": "true"}}
        page = f"/groups/{group.key}/?was=open"
        assert "HX-Refresh" not in guest.client.get(page, **asks).headers
        end(group)
        assert guest.client.get(page, **asks)["HX-Refresh"] == "true"

    def test_who_cannot_join_reads_why_before_and_after_pressing(self, shopper: Visitor) -> None:
        group = opened(3)
        page = f"/groups/{group.key}/join/"
        shown = shopper.get(page)
        assert "This group is full. Join another one" in text_of(shown)
        assert "Join and pay" not in text_of(shown)
        assert f'href="/groups/{group.key}/">See the group' in shown.content.decode()
        answer = send(shopper, page)
        assert answer.status_code == 409
        assert "This group is full. Join another one" in text_of(answer)

    def test_ones_own_group(self, shopper: Visitor) -> None:
        order = take(shopper, START)
        pay(order)
        assert order.group
        assert "This is your own group" in text_of(send(shopper, f"/groups/{order.group.key}/join/"))

    def test_a_stranger_signs_in_first(self, guest: Visitor) -> None:
        group = opened()
        answer = guest.get(f"/groups/{group.key}/join/")
        assert answer["Location"].startswith("/accounts/login/?next=/groups/")


class TestTheEnd:
    def test_the_page_says_so_at_once_and_the_order_when_it_is_swept(self, shopper: Visitor) -> None:
        order = take(shopper, START)
        pay(order)
        assert order.group
        page = f"/groups/{order.group.key}/"
        end(order.group)
        assert "This group was not full in time" in text_of(shopper.get(page))
        orders.sweep()
        assert "This group was not full in time" in text_of(shopper.get(page))
        said = text_of(shopper.get(f"/orders/{order.number}/"))
        assert "The group was not full in time. What you paid goes back to you." in said
        assert "Cancelled" in said

    def test_who_left_before_reads_of_no_failed_group_as_the_reason(self, shopper: Visitor) -> None:
        group = opened()
        order = take(shopper, f"/groups/{group.key}/join/")
        pay(order)
        orders.cancel(order, None)
        end(group)
        be_at(festivals.RATIONAL + timedelta(hours=1))
        orders.sweep()
        said = text_of(shopper.get(f"/orders/{order.number}/"))
        assert "The group was not full in time. What you paid" not in said

    @pytest.mark.parametrize("language", ["zh-hans", "es"])
    def test_every_state_is_told_in_the_readers_language(self, shopper: Visitor, language: str) -> None:
        shopper.client.cookies["django_language"] = language
        group = opened(2)
        said = text_of(shopper.get(f"/groups/{group.key}/"))
        assert {"zh-hans": "可乐拼团", "es": "Cola en grupo"}[language] in said
        assert "needed" not in said
        assert "Join" not in said


class TestTheDoor:
    def test_the_home_says_what_a_group_pays_and_what_one_pays_alone(self, guest: Visitor) -> None:
        said = text_of(guest.get("/"))
        assert "Together, 3 people Cola together Cola $6.00 for each member of a group" in said
        assert "By yourself it costs $10.00 now. 12 units are left at the group price." in said

    def test_not_where_waiting_for_others_saves_nothing_or_too_few_are_left(self, guest: Visitor) -> None:
        rush.open_festival(TEXT.replace("price: 6.00", "price: 8.00"), by=None)
        be_at(festivals.FRENZY)
        assert "Together, 3 people" not in text_of(guest.get("/"))
        be_at(festivals.RATIONAL)
        assert "Together, 3 people" in text_of(guest.get("/"))
        rush.open_festival(TEXT.replace("units: 12", "units: 3"), by=None)
        opened()
        assert "Together, 3 people" not in text_of(guest.get("/"))
