"""Facts stand or fall with what made them true, and a reader misses none and sees none twice."""

import random
import threading
import time

import pytest
from django.db import DatabaseError, connection, transaction

from feria.mall.kit import api as kit
from feria.mall.kit import outbox
from feria.mall.kit.models import OutboxEvent
from tests.mall.factories import at, set_clock
from tests.mall.racing import all_at_once

PAID = "orders.order_paid"


def emit(key, topic=PAID):
    with transaction.atomic():
        return kit.emit(topic, key, {"number": key})


@pytest.mark.django_db
def test_given_facts_then_they_are_read_in_order_after_where_the_reader_stands():
    first, *_ = [emit(key) for key in "abc"]
    assert [event.key for event in kit.events_after(0)] == ["a", "b", "c"]
    assert [event.key for event in kit.events_after(first.id)] == ["b", "c"]
    assert [event.key for event in kit.events_after(0, limit=1)] == ["a"]


@pytest.mark.django_db
def test_given_topics_then_only_those_are_read():
    emit("a")
    emit("b", "orders.order_placed")
    assert [event.key for event in kit.events_after(0, ["orders.order_placed"])] == ["b"]
    assert kit.events_after(0, []) == []


@pytest.mark.django_db
def test_given_the_clock_was_moved_then_a_fact_has_both_times():
    set_clock(at(2025, 11, 11, 6))
    event = emit("a")
    assert event.happened_at.year == 2025
    assert event.written_at > at(2026, 1, 1)


@pytest.mark.django_db(transaction=True)
def test_given_no_transaction_then_a_fact_cannot_be_written():
    with pytest.raises(RuntimeError, match="inside the transaction"):
        kit.emit(PAID, "a", {})


@pytest.mark.django_db(transaction=True)
def test_given_the_deed_failed_then_so_did_the_fact_and_its_number_holds_nobody_up():
    emit("a")
    with transaction.atomic():
        kit.emit(PAID, "lost", {})
        transaction.set_rollback(True)
    emit("b")
    assert [event.key for event in kit.events_after(0)] == ["a", "b"]


@pytest.mark.django_db(transaction=True)
def test_given_writers_that_commit_in_any_order_then_a_reader_sees_every_fact_once_and_in_order():
    writers_done = threading.Event()
    seen: list[int] = []

    def write(seed):
        chance = random.Random(seed)
        for number in range(15):
            with transaction.atomic():
                event = kit.emit(PAID, f"{seed}-{number}", {})
                time.sleep(chance.random() / 200)
                if chance.random() < 0.2:
                    transaction.set_rollback(True)
            assert event.id

    def read():
        while True:
            last_look = writers_done.is_set()
            found = kit.events_after(seen[-1] if seen else 0, limit=7)
            seen.extend(event.id for event in found)
            if last_look and not found:
                return

    def write_all():
        endings = all_at_once([lambda seed=seed: write(seed) for seed in range(6)])
        writers_done.set()
        return endings

    writing, reading = all_at_once([write_all, read])
    assert [ending.name for ending in writing.answer] == ["done"] * 6
    assert reading.name == "done"
    assert seen == list(OutboxEvent.objects.order_by("id").values_list("id", flat=True))
    assert len(seen) > 40


@pytest.fixture
def slow_writer():
    """A transaction in another connection that has drawn an id and has not committed; call the answer to commit it."""
    drawn, may_commit = threading.Event(), threading.Event()

    def write():
        try:
            with transaction.atomic():
                kit.emit(PAID, "slow", {})
                drawn.set()
                may_commit.wait(120)
        except DatabaseError:  # its connection was cut
            pass
        finally:
            connection.close()

    thread = threading.Thread(target=write)
    thread.start()
    assert drawn.wait(60)

    def commit():
        may_commit.set()
        thread.join()

    yield commit
    commit()


@pytest.mark.postgres
@pytest.mark.django_db(transaction=True)
def test_given_an_earlier_id_is_not_yet_committed_then_later_ones_wait_for_it(slow_writer):
    emit("quick")
    assert kit.events_after(0) == []
    slow_writer()
    assert [event.key for event in kit.events_after(0)] == ["slow", "quick"]


@pytest.mark.postgres
@pytest.mark.django_db(transaction=True)
def test_control_a_reader_that_takes_what_it_sees_skips_the_slow_one(slow_writer, monkeypatch):
    monkeypatch.setattr(outbox, "last_event_id", lambda: OutboxEvent.objects.order_by("-id").first().id)
    emit("quick")
    (quick,) = kit.events_after(0)
    slow_writer()
    assert kit.events_after(quick.id) == []
    assert OutboxEvent.objects.filter(key="slow", id__lt=quick.id).exists()  # skipped for good


@pytest.mark.postgres
@pytest.mark.django_db(transaction=True)
def test_control_a_writer_that_holds_no_floor_is_skipped(monkeypatch):
    emit("first")
    monkeypatch.setattr(outbox, "_hold_floor", lambda: None)
    drawn, may_commit = threading.Event(), threading.Event()

    def write():
        with transaction.atomic():
            kit.emit(PAID, "slow", {})
            drawn.set()
            may_commit.wait(120)
        connection.close()

    thread = threading.Thread(target=write)
    thread.start()
    assert drawn.wait(60)
    emit("quick")
    assert [event.key for event in kit.events_after(0)] == ["first", "quick"]
    may_commit.set()
    thread.join()


@pytest.mark.postgres
@pytest.mark.django_db(transaction=True)
def test_given_the_slow_writer_gave_up_then_later_facts_are_read(slow_writer):
    emit("quick")
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT pg_terminate_backend(pid) FROM pg_stat_activity "
            "WHERE state = 'idle in transaction' AND pid <> pg_backend_pid() AND datname = current_database()"
        )
        assert cursor.fetchall() == [(True,)]
    give_up_at = time.monotonic() + 60
    while not (events := kit.events_after(0)) and time.monotonic() < give_up_at:
        time.sleep(0.02)
    assert [event.key for event in events] == ["quick"]
