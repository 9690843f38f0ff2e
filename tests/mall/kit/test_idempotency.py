"""The same key gets the same answer and one effect, in parallel and across a crash (P3)."""

import os
import subprocess
import sys
import threading
from collections import Counter

import pytest
from django.db import connection, transaction

from feria.mall.kit import api as kit
from feria.mall.kit import idempotency
from feria.mall.kit.models import AnsweredRequest, AuditEntry
from tests.mall.racing import LONG, all_at_once, without_constraint

CART = {"lines": [{"sku": "1001", "quantity": 2}]}


def place(key="k-1", body=CART, actor="hh-900", purpose="checkout"):
    """A request whose effect is one row of the trail."""

    def answer():
        entry = kit.record(None, "test.placed", key)
        return {"order": entry.pk}

    return kit.answered_once(actor, purpose, key, body, answer)


def effects():
    return AuditEntry.objects.filter(verb="test.placed").count()


@pytest.mark.django_db
def test_given_a_retry_then_it_gets_the_first_answer_and_nothing_happens_again():
    assert place() == place()
    assert effects() == 1


@pytest.mark.django_db
def test_given_another_body_under_the_same_key_then_it_is_refused():
    place()
    with pytest.raises(kit.KeyReused, match="k-1"):
        place(body={"lines": []})
    assert effects() == 1


@pytest.mark.django_db
def test_given_the_same_body_written_in_another_order_then_it_is_the_same_request():
    assert place(body={"a": 1, "b": 2}) == place(body={"b": 2, "a": 1})


@pytest.mark.django_db
@pytest.mark.parametrize("other", [{"actor": "hh-901"}, {"purpose": "refund"}, {"key": "k-2"}])
def test_given_another_person_purpose_or_key_then_it_is_another_request(other):
    assert place() != place(**other)
    assert effects() == 2


@pytest.mark.django_db
def test_given_the_work_failed_then_nothing_is_kept_and_a_retry_works():
    def fail():
        kit.record(None, "test.placed", "k-1")
        raise LookupError

    with pytest.raises(LookupError):
        kit.answered_once("hh-900", "checkout", "k-1", CART, fail)
    assert effects() == 0
    assert place()


@pytest.mark.django_db(transaction=True)
def test_given_the_callers_transaction_fails_afterwards_then_the_answer_is_gone_with_it():
    with transaction.atomic():
        place()
        transaction.set_rollback(True)
    assert not AnsweredRequest.objects.exists()


@pytest.mark.django_db(transaction=True)
def test_given_twenty_retries_at_once_then_one_effect_and_twenty_equal_answers():
    endings = all_at_once([place] * 20)
    assert [ending.error for ending in endings] == [None] * 20
    assert len({ending.answer["order"] for ending in endings}) == 1
    assert effects() == 1


@pytest.mark.django_db(transaction=True)
def test_given_two_bodies_race_for_one_key_then_one_wins_and_every_other_is_refused():
    bodies = [{"n": number % 2} for number in range(10)]
    endings = all_at_once([lambda body=body: place(body=body) for body in bodies])
    assert Counter(ending.name for ending in endings) == {"done": 5, "KeyReused": 5}
    assert effects() == 1


DIES_AT_WORK = """
import os, django
django.setup()
from feria.mall.kit import api as kit
def answer():
    kit.record(None, "test.placed", "k-1")
    os._exit(9)
kit.answered_once("hh-900", "checkout", "k-1", {"lines": [{"sku": "1001", "quantity": 2}]}, answer)
"""


@pytest.mark.django_db(transaction=True)
def test_given_the_process_died_in_the_middle_then_nothing_is_left_and_a_retry_works():
    kit.database_now()  # the database is there
    child = subprocess.run(
        [sys.executable, "-c", DIES_AT_WORK], env={**os.environ, "FERIA_DATABASE_URL": address()}, check=False
    )
    assert child.returncode == 9
    assert effects() == 0
    assert place() == place()
    assert effects() == 1


def address():
    """The test database as an address for another process."""
    settings = connection.settings_dict
    if connection.vendor == "sqlite":
        return f"sqlite:///{settings['NAME']}"
    return "postgresql://{USER}:{PASSWORD}@{HOST}:{PORT}/{NAME}".format(**settings)


@pytest.mark.postgres
@pytest.mark.django_db(transaction=True)
def test_control_without_the_unique_key_parallel_retries_act_twice(monkeypatch):
    """SQLite has one writer at a time: there the second caller finds the first one's answer even so."""
    have_looked, claim = threading.Barrier(2, timeout=LONG), idempotency._claim

    def claim_at_once(*of):
        have_looked.wait()
        return claim(*of)

    monkeypatch.setattr(idempotency, "_claim", claim_at_once)
    with without_constraint(AnsweredRequest, "one_answer_per_key"):
        all_at_once([place] * 2)
        assert effects() == 2
