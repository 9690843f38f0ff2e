"""Rush sessions on the storefront: the calendar, a session for each visitor, the tap, paying, reminders (R3.2-R3.4)."""

from __future__ import annotations

import asyncio
import html
import re
import threading
from collections.abc import Callable
from datetime import datetime, timedelta

import pytest
from django.conf import settings as django_settings
from django.db import connection, transaction
from django.db.models import F

from feria.mall.kit import api as kit
from feria.mall.orders import api as orders
from feria.mall.rush import api as rush
from feria.mall.rush.lane import inside, plainly, standings
from feria.mall.stock import api as stock
from feria.mall.stock.teller import sqlite
from feria.mall.web.templatetags.storefront import hour
from tests.mall import factories
from tests.mall.festivals import CODE, open_festival
from tests.mall.rushing import BEFORE_OPEN, FESTIVAL, OPEN, OVER, SESSION, claim, run_out_of_time
from tests.mall.web.conftest import Visitor, text_of
from tests.mall.web.malls import Mall

pytestmark = pytest.mark.django_db(transaction=True)
PAGE = f"/rush/{SESSION}/"
EIGHT = f"/rush/{CODE}.eight-am/"
CLAIM = f"{PAGE}claims/k1/"


@pytest.fixture(autouse=True)
def session(mall: Mall) -> None:
    """The mall's festival with its sessions; the one at one o'clock is open."""
    stock.receive(factories.make_product("tea", "Tea", 500, category="grocery/tea"), 20, "delivery")
    factories.set_clock(OPEN)
    open_festival(FESTIVAL)


def tap(visitor: Visitor, key: str = "k1", sku: str = "cola", units: int = 1):  # type: ignore[no-untyped-def]
    return visitor.post(f"{PAGE}claim/", key=key, sku=sku, units=units)


def _sell_out() -> None:
    """Others claim all of the cola."""
    for number in range(3):
        claim(factories.make_member(), f"x{number}", cola=2 if number < 2 else 1)


def _good(page, sku: str) -> str:  # type: ignore[no-untyped-def]
    """What the page says at one product."""
    (found,) = re.findall(rf'data-good="{sku}".*?</li>', page.content.decode(), re.DOTALL)
    return html.unescape(found)


def _pay(shopper: Visitor) -> orders.Order:
    """What was claimed under k1 is ordered and paid."""
    assert shopper.member
    order = orders.order_claim(shopper.member, SESSION, "k1", shopper.member.addresses.get())
    orders.dummy.decide(orders.start_payment(order, "/").reference, "captured")
    return order


def test_the_calendar_shows_what_runs_and_what_comes(guest: Visitor) -> None:
    told = text_of(guest.get("/rush/"))

    places = [told.index(word) for word in ("One o'clock", "Open now", "Eight o'clock", "To come")]
    assert places == sorted(places)
    assert "$3.00" in told


def test_the_calendar_puts_what_is_over_last(guest: Visitor) -> None:
    factories.set_clock(OVER)

    told = text_of(guest.get("/rush/"))

    assert told.index("Eight o'clock") < told.index("One o'clock")


def test_given_no_session_then_the_calendar_says_so(guest: Visitor) -> None:
    rush.close_festival(CODE, by=None)

    assert "No session is planned" in text_of(guest.get("/rush/"))


def test_the_festivals_home_and_its_menu_lead_there(guest: Visitor) -> None:
    page = guest.get("/").content.decode()

    assert 'href="/rush/"' in page
    assert f'href="{PAGE}"' in page


def test_a_products_page_tells_of_its_sessions(guest: Visitor) -> None:
    told = text_of(guest.get("/p/cola/"))

    assert "$3.00 in the rush “One o'clock” on now" in told
    assert "$3.50 in the rush “Eight o'clock” from Nov 11, 08:00 on" in told
    assert "in the rush" not in text_of(guest.get("/p/bread/"))


def test_given_all_is_claimed_then_a_products_page_says_what_may_come_back(guest: Visitor) -> None:
    _sell_out()
    told = text_of(guest.get("/p/cola/"))
    assert "$3.00 in the rush “One o'clock” sold out for now: what is not paid in time comes back" in told

    for hold in stock.Hold.objects.all():
        stock.allocate(hold.claimant)
    told = text_of(guest.get("/p/cola/"))
    assert "One o'clock" not in told
    assert "in the rush “Eight o'clock”" in told


def test_a_products_page_knows_who_comes_in_early(shopper: Visitor, guest: Visitor) -> None:
    factories.set_clock(OPEN.replace(hour=12, minute=55))
    shopper.member.level = 2
    shopper.member.save()

    assert "in the rush “Eight o'clock” on now" in text_of(shopper.get("/p/cola/"))
    assert "in the rush “Eight o'clock” from Nov 11, 08:00 on" in text_of(guest.get("/p/cola/"))


def test_a_running_session_shows_its_goods_and_its_end(guest: Visitor) -> None:
    claim(factories.make_member(), "k9", cola=2)

    told = text_of(guest.get(PAGE))

    assert "3 left of 5" in told
    assert "2 still being paid for" in told
    assert "Ends in" in told
    assert "yours for 15 minutes" in told
    assert "At most 3 units a member" in told
    assert "Eight o'clock" in told  # the next session


def test_a_guest_is_asked_to_sign_in(guest: Visitor) -> None:
    assert "Sign in to claim." in text_of(guest.get(PAGE))
    assert "Sign in before it starts." in text_of(guest.get(EIGHT))
    assert tap(guest)["Location"].startswith("/accounts/login/")


def test_a_session_to_come_cannot_be_claimed_and_can_be_reminded_of(shopper: Visitor) -> None:
    page = shopper.get(EIGHT).content.decode()

    assert re.search(r"data-button\s+disabled", page)
    assert "Remind me" in page
    assert "Gold members come in early" in page


@pytest.mark.parametrize("path", ["/rush/nobody.ten/", "/rush/x/", f"{PAGE}claims/nothing/"])
def test_what_is_not_there_is_not_found(shopper: Visitor, path: str) -> None:
    assert shopper.get(path).status_code == 404


def test_a_claim_that_nothing_is_held_under_is_said_so_with_the_way_back(shopper: Visitor) -> None:
    page = shopper.get(f"{PAGE}claims/nothing/")

    assert "Nothing is held for you here" in text_of(page)
    assert f'href="{PAGE}"' in page.content.decode()


def test_a_tap_claims_and_leads_to_paying(shopper: Visitor) -> None:
    answer = tap(shopper, units=2)

    assert answer["Location"] == CLAIM
    told = text_of(shopper.get(CLAIM))
    assert "It is yours. Now pay." in told
    assert "Order and pay $6.00" in told
    assert "One o'clock" in told


def test_the_same_tap_sent_twice_is_one_claim(shopper: Visitor) -> None:
    assert tap(shopper)["Location"] == tap(shopper)["Location"] == CLAIM
    assert stock.Hold.objects.filter(session__isnull=False).count() == 1


def test_the_button_says_until_when_to_pay(shopper: Visitor) -> None:
    tap(shopper)

    clocks = kit.read_clocks()
    until = clocks.mall + (stock.Hold.objects.get().held_until - clocks.database)
    assert f"Pay before {hour(until)}, or it goes back" in text_of(shopper.get(CLAIM))


def test_a_claim_is_ordered_paid_and_becomes_an_order(shopper: Visitor) -> None:
    tap(shopper)
    address = shopper.member.addresses.get()

    answer = shopper.post(CLAIM, expected_payable=300, address=address.pk)

    assert answer["Location"].startswith("/pay/dummy/")
    order = orders.orders_of(shopper.member).get()
    assert (order.payable, order.claimant) == (300, f"{SESSION}/k1")
    assert shopper.get(CLAIM)["Location"] == f"/orders/{order.number}/"


def test_given_the_total_moved_then_the_page_says_so_and_keeps_the_claim(shopper: Visitor) -> None:
    tap(shopper)
    address = shopper.member.addresses.get()

    answer = shopper.post(CLAIM, expected_payable=299, address=address.pk)

    assert answer.status_code == 409
    assert "from $2.99 to $3.00" in text_of(answer)


def test_given_no_address_is_chosen_then_the_page_asks_for_one(shopper: Visitor) -> None:
    tap(shopper)

    answer = shopper.post(CLAIM, expected_payable=300)

    assert answer.status_code == 422
    assert "Choose where the parcel goes" in text_of(answer)


def test_adding_an_address_leads_back_to_the_claim(shopper: Visitor) -> None:
    tap(shopper)
    page = shopper.get("/account/addresses/new/", next=CLAIM).content.decode()
    assert f'href="{CLAIM}"' in page

    for elsewhere in ("https://elsewhere.example/", "//elsewhere.example"):
        assert 'href="/account/"' in shopper.get("/account/addresses/new/", next=elsewhere).content.decode()


def test_given_the_time_is_over_then_the_page_says_where_it_went(shopper: Visitor) -> None:
    tap(shopper)
    run_out_of_time(f"{SESSION}/k1")

    answer = shopper.get(CLAIM)

    assert answer.status_code == 410
    assert "went back to the others" in text_of(answer)


def test_given_it_is_given_up_then_it_is_left_for_others(shopper: Visitor) -> None:
    tap(shopper)

    assert shopper.post(f"{CLAIM}give-up/")["Location"] == PAGE
    assert "5 left of 5" in text_of(shopper.get(PAGE))


def test_somebody_elses_claim_is_not_there(shopper: Visitor) -> None:
    claim(factories.make_member(), "k1")

    assert shopper.get(CLAIM).status_code == 404
    assert shopper.post(f"{CLAIM}give-up/").status_code == 404


def test_given_more_than_one_member_may_have_then_the_tap_says_how_many(shopper: Visitor) -> None:
    answer = tap(shopper, units=3)

    assert answer.status_code == 409
    assert "You may have 2 more: ask for fewer." in text_of(answer)


def test_given_the_limit_is_held_then_the_way_to_paying_stands_in_the_buttons_place(shopper: Visitor) -> None:
    tap(shopper, units=2)

    page = shopper.get(PAGE)
    cola = _good(page, "cola")
    assert "2 are held for you, as many as one member may have." in cola
    assert f'href="{CLAIM}"' in cola
    assert "Claim now" not in cola
    assert "Claim now" in _good(page, "tea")

    again = tap(shopper, key="k2")
    assert again.status_code == 409
    assert "You have as many as one member may have" not in text_of(again), "it is said already"


def test_given_the_limit_is_bought_then_the_way_to_the_order_stands_in_the_buttons_place(
    shopper: Visitor,
) -> None:
    tap(shopper, units=2)
    order = _pay(shopper)

    cola = _good(shopper.get(PAGE), "cola")

    assert "You bought 2, as many as one member may have." in cola
    assert f'href="/orders/{order.number}/"' in cola
    assert "Claim now" not in cola


def test_given_less_than_the_limit_then_one_can_ask_for_the_rest_only(shopper: Visitor) -> None:
    tap(shopper)
    _pay(shopper)

    page = shopper.get(PAGE)
    assert "You have 1 already." in _good(page, "cola")
    assert "Claim now" in _good(page, "cola")
    assert "<select" not in _good(page, "cola")
    assert _good(page, "tea").count("<option") == 2, "three a member in this session"


def test_given_the_sessions_limit_is_reached_then_each_product_says_so(shopper: Visitor) -> None:
    tap(shopper)
    tap(shopper, key="k2", sku="tea", units=2)

    page = shopper.get(PAGE)

    for sku in ("cola", "tea"):
        assert "You have 3 units of this session, as many as one member may have." in _good(page, sku)
        assert "Claim now" not in _good(page, sku)


def test_what_ran_out_of_time_is_not_shown_as_held(shopper: Visitor) -> None:
    tap(shopper, units=2)
    run_out_of_time(f"{SESSION}/k1")

    page = shopper.get(PAGE)

    assert "held for you" not in text_of(page)
    assert "Claim now" in _good(page, "cola")


def test_given_a_product_that_is_not_sold_there_then_nothing_is_claimed(shopper: Visitor) -> None:
    answer = tap(shopper, sku="bread")

    assert answer.status_code == 409
    assert "This is not sold here any more" in text_of(answer)
    assert not stock.Hold.objects.exists()


def test_given_all_of_it_is_claimed_then_the_session_points_at_the_next(shopper: Visitor) -> None:
    _sell_out()
    claim(factories.make_member(), "t", tea=3)

    page = shopper.get(PAGE)

    assert "Next: Eight o'clock, Nov 11, 08:00–09:00" in text_of(page)
    assert page.content.decode().count(f'<a href="{EIGHT}">Next:') == 2, "one for each face: sold out, over"


def test_given_it_is_sold_out_then_the_tap_and_the_page_say_so(shopper: Visitor) -> None:
    _sell_out()

    answer = tap(shopper)

    assert answer.status_code == 409
    assert "Sold out: every unit is claimed" in text_of(answer)
    assert "None left of 5" in text_of(answer)


def test_given_it_has_not_begun_then_the_tap_says_when(shopper: Visitor) -> None:
    factories.set_clock(BEFORE_OPEN)

    assert "Too early: it starts on Nov 11, 01:00" in text_of(tap(shopper))


def test_given_it_is_over_then_the_page_says_so(shopper: Visitor) -> None:
    factories.set_clock(OVER)

    claim(factories.make_member(), "late")  # too late to be counted
    assert "This session is over" in text_of(shopper.get(PAGE))
    assert "0 claimed of 5" in text_of(shopper.get(PAGE))
    assert "The session is over" in text_of(tap(shopper))


@pytest.mark.parametrize("asked", [{"key": ""}, {"key": "a b"}, {"units": 0}, {"units": 10**9}, {"sku": ""}])
def test_a_tap_that_makes_no_sense_is_refused_in_words(shopper: Visitor, asked: dict[str, object]) -> None:
    answer = shopper.post(f"{PAGE}claim/", **{"key": "k1", "sku": "cola", "units": 1, **asked})

    assert answer.status_code == 422
    assert "The tap could not be read" in text_of(answer)


def test_given_a_database_that_fails_then_the_key_is_kept_for_the_next_tap(
    shopper: Visitor, monkeypatch: pytest.MonkeyPatch
) -> None:
    from feria.mall.rush import counter

    monkeypatch.setattr(counter, "database_url", lambda: "sqlite:////nowhere/mall.sqlite3")

    answer = tap(shopper, key="the-same")

    assert answer.status_code == 503
    assert 'value="the-same"' in answer.content.decode()


@pytest.mark.skipif(connection.vendor != "sqlite", reason="PostgreSQL has a lock for each row")
def test_a_form_is_told_of_a_crowd_when_others_write_all_the_time(
    shopper: Visitor, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sqlite, "WAIT_SECONDS", 0.05)

    with transaction.atomic():
        stock.StockItem.objects.update(received=F("received"))  # and has not done yet
        answer = tap(shopper, key="the-same")

    assert (answer.status_code, answer["Retry-After"]) == (429, "1")
    assert 'value="the-same"' in answer.content.decode()


def test_gold_is_served_early(shopper: Visitor) -> None:
    factories.set_clock(OPEN.replace(hour=12, minute=55))
    shopper.member.level = 2
    shopper.member.save()

    page = shopper.get(EIGHT).content.decode()

    assert 'data-state="open"' in page
    assert "Your level comes in early" in page
    answer = shopper.post(f"{EIGHT}claim/", key="k1", sku="cola", units=1)
    assert answer["Location"] == f"{EIGHT}claims/k1/"


def test_what_one_holds_is_told_on_the_session(shopper: Visitor) -> None:
    tap(shopper, units=2)

    page = shopper.get(PAGE).content.decode()

    assert "2 units are held for you" in text_of(shopper.get(PAGE))
    assert f'href="{CLAIM}"' in page


def test_a_reminder_is_asked_for_shown_when_due_and_read(shopper: Visitor) -> None:
    shopper.post(f"{EIGHT}remind/")
    assert "We remind you here" in text_of(shopper.get("/rush/"))
    assert "You asked to be reminded" not in text_of(shopper.get("/"))

    factories.set_clock(OPEN.replace(hour=12, minute=52))
    rush.remind_due(kit.now())

    assert "You asked to be reminded: Eight o'clock, 08:00" in text_of(shopper.get("/"))
    shopper.post(f"{EIGHT}dismiss/")
    assert "You asked to be reminded" not in text_of(shopper.get("/"))


def test_a_reminder_is_read_by_going_there(shopper: Visitor) -> None:
    shopper.post(f"{EIGHT}remind/")
    factories.set_clock(OPEN.replace(hour=12, minute=52))
    rush.remind_due(kit.now())

    shopper.get(EIGHT)

    assert rush.notices(shopper.member) == []


def test_a_reminder_is_taken_back(shopper: Visitor) -> None:
    shopper.post(f"{EIGHT}remind/")
    shopper.post(f"{EIGHT}remind/", want="no")

    assert rush.reminded_of(shopper.member) == frozenset()


def test_the_page_carries_a_token_of_this_member_for_the_lane(shopper: Visitor, guest: Visitor) -> None:
    page = shopper.get(PAGE).content.decode()
    token = re.search(r'data-token="([^"]+)"', page)
    assert token is not None
    who = rush.Signer(_secret()).read(
        token[1].encode(), (kit.database_now() + timedelta(minutes=9)).timestamp()
    )

    assert (who.member, who.level) == (shopper.member.code, shopper.member.level)
    assert 'data-token=""' in guest.get(PAGE).content.decode()


def test_a_fresh_token_is_for_members_only(shopper: Visitor, guest: Visitor) -> None:
    assert shopper.get("/rush/token/").json()["token"]
    assert guest.get("/rush/token/").status_code == 401


def test_the_waiting_room_keeps_the_next_session_ready_for_when_all_is_claimed(shopper: Visitor) -> None:
    page = shopper.get(f"{PAGE}room/").content.decode()
    assert re.search(r"data-next hidden>.*?Eight o&#x27;clock", page, re.DOTALL)


def test_the_waiting_room_says_what_it_is_and_what_it_needs(shopper: Visitor, guest: Visitor) -> None:
    assert "without JavaScript" in text_of(shopper.get(f"{PAGE}room/"))
    assert guest.get(f"{PAGE}room/")["Location"].startswith("/accounts/login/")
    factories.set_clock(OVER)
    assert shopper.get(f"{PAGE}room/")["Location"] == PAGE


@pytest.mark.parametrize("language", ["zh-hans", "es"])
def test_the_page_speaks_the_readers_language(shopper: Visitor, language: str) -> None:
    shopper.client.cookies["django_language"] = language

    told = text_of(shopper.get(PAGE))

    assert {"zh-hans": "一点场", "es": "La una"}[language] in told
    assert {"zh-hans": "立即抢", "es": "Reservar ya"}[language] in told
    assert "Claim now" not in told


def _secret() -> str:
    from django.conf import settings

    return settings.SECRET_KEY


PLAIN_ROOM = f"{PAGE}room/?plain=1"


@pytest.fixture
def set_up(settings) -> Callable[..., None]:  # type: ignore[no-untyped-def]
    """Sets the lane up otherwise: ``set_up(room=["on"])``. Pages have a gate of their own, made anew."""

    def change(**words: object) -> None:
        settings.LANE = {**settings.LANE, **words}
        plainly._alone.cache_clear()

    return change


def test_who_taps_too_often_without_a_script_is_told_to_wait(
    shopper: Visitor,
    set_up,  # type: ignore[no-untyped-def]
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    set_up(member_rate="2,0.1")
    monkeypatch.setattr(plainly, "monotonic", lambda: 1_000.0)

    answers = [tap(shopper, key=f"k{n}", sku="tea") for n in range(3)]

    assert [answer.status_code for answer in answers] == [302, 302, 429]
    assert answers[2]["Retry-After"] == "10"
    assert "That was very often. Tap again in 10 seconds" in text_of(answers[2])
    assert 'value="k2"' in answers[2].content.decode()  # the same tap
    assert stock.Hold.objects.filter(session__isnull=False).count() == 2


def test_an_address_has_a_limit_for_forms_as_well(shopper: Visitor, set_up) -> None:  # type: ignore[no-untyped-def]
    set_up(address_rate="1,0.001", unlimited=[])

    assert [tap(shopper, key=f"k{n}").status_code for n in range(2)] == [302, 429]


def test_a_challenge_is_not_gone_round_by_a_form(shopper: Visitor, set_up) -> None:  # type: ignore[no-untyped-def]
    set_up(challenge=["always"])

    answer = tap(shopper)

    assert (answer.status_code, "takes JavaScript" in text_of(answer)) == (429, True)
    assert "Retry-After" not in answer  # no waiting helps
    assert stock.Hold.objects.filter(session__isnull=False).count() == 0


def test_a_form_goes_through_the_waiting_room(shopper: Visitor, set_up) -> None:  # type: ignore[no-untyped-def]
    set_up(room=["on"])

    assert tap(shopper)["Location"] == PLAIN_ROOM
    assert "takes JavaScript" in text_of(shopper.get(PLAIN_ROOM))  # no lane beside the pages here
    assert stock.Hold.objects.filter(session__isnull=False).count() == 0


def test_the_waiting_room_lets_in_who_has_no_script(
    shopper: Visitor,
    set_up,
    lane_beside,  # type: ignore[no-untyped-def]
) -> None:
    set_up(room=["on"])
    assert tap(shopper)["Location"] == PLAIN_ROOM

    url = PLAIN_ROOM
    for _ in range(20):
        answer = shopper.get(url)
        if answer.status_code == 302:
            break
        assert "You are number 1." in text_of(answer)
        url = answer["Refresh"].partition("url=")[2]
        assert html.escape(url) in answer.content.decode()  # for browsers that do not load it by themselves

    assert answer["Location"] == PAGE
    assert tap(shopper)["Location"] == CLAIM


def test_an_admission_is_no_use_to_somebody_else(
    shopper: Visitor,
    set_up,
    lane_beside,  # type: ignore[no-untyped-def]
) -> None:
    set_up(room=["on"])
    theirs = rush.Signer(django_settings.SECRET_KEY).sign(
        "somebody-else", 0, kit.database_now() + timedelta(minutes=5), marks="a", session=SESSION
    )
    session = shopper.client.session
    session[f"rush-admission:{SESSION}"] = theirs
    session.save()

    assert tap(shopper)["Location"] == PLAIN_ROOM


def unreadable(*_: object) -> object:
    raise standings.Unreadable


async def stuck(*_: object) -> object:
    await asyncio.sleep(3_600)


@pytest.mark.parametrize("trouble", [unreadable, stuck])
def test_nobody_comes_in_by_a_form_because_the_lane_is_silent(
    trouble: Callable[..., object],
    shopper: Visitor,
    set_up,
    lane_beside,  # type: ignore[no-untyped-def]
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    set_up(room=["on"])
    monkeypatch.setattr(standings.Standings, "ready", trouble)
    monkeypatch.setattr(standings.Standings, "get", trouble)
    monkeypatch.setattr(inside, "PATIENCE_SECONDS", 0.05 if trouble is stuck else 60.0)

    answer = tap(shopper)

    assert answer.status_code == 503
    assert "The mall did not answer. Tap again in a moment" in text_of(answer)
    assert stock.Hold.objects.filter(session__isnull=False).count() == 0

    room = shopper.get(f"{PLAIN_ROOM}&ticket=mine")
    assert "The mall does not answer. We keep asking; your place is kept" in text_of(room)
    assert room["Refresh"].endswith("plain=1&ticket=mine")


def test_a_form_is_told_of_a_crowd_when_the_lane_does_not_come_to_it(
    shopper: Visitor,
    set_up,
    lane_beside,  # type: ignore[no-untyped-def]
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    # Given a lane whose loop others have all the time
    _lane, loop = lane_beside
    set_up()
    goes_on = threading.Event()
    loop.call_soon_threadsafe(goes_on.wait)
    monkeypatch.setattr(inside, "PATIENCE_SECONDS", 0.05)
    # When somebody claims by a form
    answer = tap(shopper, key="the-same")
    goes_on.set()
    # Then that is a crowd, not a defect, and the next tap is the same
    assert (answer.status_code, answer["Retry-After"]) == (429, "1")
    assert "Very many are asking. Tap again in a moment: it is the same tap." in text_of(answer)
    assert 'value="the-same"' in answer.content.decode()
    assert stock.Hold.objects.filter(session__isnull=False).count() == 0


@pytest.fixture
def lane_beside(settings, set_up, monkeypatch: pytest.MonkeyPatch):  # type: ignore[no-untyped-def]
    """The lane of this process, in a loop of its own, as ``feria up`` has it beside its pages. However busy the machine, it
    is asked until it answers.
    """
    for patient in (inside, standings):
        monkeypatch.setattr(patient, "PATIENCE_SECONDS", 60.0)
    set_up(room=["on"])
    loop = asyncio.new_event_loop()
    thread = threading.Thread(target=loop.run_forever, daemon=True)
    thread.start()

    async def open_it() -> rush.Lane:
        lane = rush.make_lane(rush.database_url(), settings.SECRET_KEY, None, rush.setup_from(settings.LANE))
        lane.stand_here()
        return lane

    lane = asyncio.run_coroutine_threadsafe(open_it(), loop).result(60)
    yield lane, loop
    asyncio.run_coroutine_threadsafe(lane.stop(), loop).result(60)
    loop.call_soon_threadsafe(loop.stop)
    thread.join()


def lapsed_order(shopper: Visitor) -> orders.Order:
    """What the shopper claimed and ordered, and did not pay in time."""
    tap(shopper)
    order = orders.order_claim(shopper.member, SESSION, "k1", shopper.member.addresses.get())
    run_out_of_time(order.claimant)
    orders.sweep()
    return order


def test_an_order_that_lapsed_leads_back_to_its_session(shopper: Visitor) -> None:
    order = lapsed_order(shopper)

    page = shopper.get(f"/orders/{order.number}/")

    assert "Your units went back You had claimed them in “One o'clock”" in text_of(page)
    assert f'<a class="btn btn-primary" href="{PAGE}">Claim again</a>' in page.content.decode()


def test_an_order_whose_time_is_over_leads_back_before_anybody_sweeps(shopper: Visitor) -> None:
    tap(shopper)
    order = orders.order_claim(shopper.member, SESSION, "k1", shopper.member.addresses.get())
    assert "Your units went back" not in text_of(shopper.get(f"/orders/{order.number}/"))

    run_out_of_time(order.claimant)

    assert "Your units went back" in text_of(shopper.get(f"/orders/{order.number}/"))


@pytest.mark.parametrize(
    ("instant", "said"), [(OPEN, "Everything there is claimed"), (OVER, "This session is over.")]
)
def test_an_order_that_lapsed_names_the_next_session_where_its_own_has_nothing(
    shopper: Visitor, instant: datetime, said: str
) -> None:
    order = lapsed_order(shopper)
    _sell_out()
    claim(factories.make_member(), "y1", tea=3)
    factories.set_clock(instant)

    page = shopper.get(f"/orders/{order.number}/")

    assert said in text_of(page)
    assert "Claim again" not in text_of(page)
    assert f'<a href="{EIGHT}">Next: Eight o' in page.content.decode()
    assert f'<a class="btn" href="{PAGE}">See the session</a>' in page.content.decode()
