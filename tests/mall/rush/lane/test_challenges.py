"""A challenge before a claim: answered once, by whom it was put to, in time; else nothing is held."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import httpx
import pytest

from feria.mall.rush.api import LaneSetup
from feria.mall.rush.lane.buckets import Rate
from feria.mall.rush.lane.challenges import ProofOfWork
from feria.mall.rush.lane.setup import Challenge
from feria.mall.stock.api import Hold, RushTerms
from tests.mall.rush.lane.conftest import Caller, outcome
from tests.mall.stock.conftest import PutOnShelf
from tests.mall.stock.teller.conftest import PlanRush

pytestmark = pytest.mark.django_db(transaction=True)
Play = Callable[..., None]
BITS = 6
ALWAYS = LaneSetup(challenge=Challenge.ALWAYS, difficulty=BITS)


@pytest.fixture(autouse=True)
def tea(on_shelf: PutOnShelf, rush: PlanRush) -> None:
    """A session "ten" that is open and sells three teas."""
    rush({on_shelf("tea", 3): RushTerms(units=3)})


def solved(challenge: str) -> str:
    puzzle = ProofOfWork(BITS)
    return next(str(n) for n in range(1_000_000) if puzzle.is_solved(challenge, str(n)))


async def answered(caller: Caller, member: str, challenge: str, answer: str) -> httpx.Response:
    body: dict[str, Any] = {"challenge": challenge, "answer": answer}
    return await caller.http.post("/lane/challenges/ten", json=body, headers=caller.bearer(member))


def test_who_answers_gets_a_token_to_claim_with(play: Play) -> None:
    async def scene(caller: Caller) -> None:
        put = await caller.claim("k1", "ana")
        assert outcome(put) == (428, "challenge")
        question = put.json()["challenge"]
        assert (question["kind"], question["bits"]) == ("sha256", BITS)
        cleared = await answered(caller, "ana", question["text"], solved(question["text"]))
        assert outcome(cleared) == (200, "cleared")
        assert outcome(await caller.claim("k1", "ana", token=cleared.json()["token"])) == (200, "held")

    play(scene, setup=ALWAYS)
    assert Hold.objects.get().member == "ana"


def test_an_answer_is_good_once_for_one_member_and_must_be_right(play: Play) -> None:
    async def scene(caller: Caller) -> None:
        text = (await caller.claim("k1", "ana")).json()["challenge"]["text"]
        answer = solved(text)
        wrong = next(str(n) for n in range(1000) if not ProofOfWork(BITS).is_solved(text, str(n)))
        for member, challenge, said in (
            ("ana", text, wrong),
            ("ben", text, answer),
            ("ana", text[:-1] + ("0" if text[-1] != "0" else "1"), answer),
            ("ana", "nonsense", answer),
            ("ana", text, answer + " " * 300),
        ):
            refused = await answered(caller, member, challenge, said)
            assert outcome(refused) == (403, "challenge_failed")
        assert outcome(await answered(caller, "ana", text, answer)) == (200, "cleared")
        assert outcome(await answered(caller, "ana", text, answer)) == (403, "challenge_failed")
        assert outcome(await caller.claim("k1", "ana")) == (428, "challenge")

    play(scene, setup=ALWAYS)
    assert Hold.objects.count() == 0


def test_at_an_addresss_limit_people_are_told_from_bots(play: Play) -> None:
    setup = LaneSetup(
        challenge=Challenge.LIMITS, difficulty=BITS, address_rate=Rate(burst=1, per_second=0.001)
    )

    async def scene(caller: Caller) -> None:
        assert outcome(await caller.claim("k1", "ana")) == (200, "held")
        put = await caller.claim("k2", "ben")
        assert outcome(put) == (428, "challenge")
        text = put.json()["challenge"]["text"]
        cleared = (await answered(caller, "ben", text, solved(text))).json()["token"]
        assert outcome(await caller.claim("k2", "ben", token=cleared)) == (200, "held")

    play(scene, setup=setup)
