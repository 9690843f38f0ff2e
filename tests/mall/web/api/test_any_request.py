"""Whatever the API's own description lets one send, and what it does not: no answer is an error of ours (P11).

Schemathesis makes requests of the description, half of them sound and half broken on purpose. In every second one a name
that exists takes the place of the made-up one, or nearly all would end at "no such product".
"""

from __future__ import annotations

import os
from collections import Counter
from contextlib import suppress
from typing import Any
from urllib.parse import quote

import pytest
import requests
import schemathesis
from django.test import Client
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st
from hypothesis.errors import Unsatisfiable

from feria.mall.catalog import api as catalog
from feria.mall.members import api as members
from tests.mall import factories
from tests.mall.web.api.test_api import HOME, Program
from tests.mall.web.conftest import Mall, Visitor

CASES = int(os.environ.get("FERIA_API_CASES", "100"))
"""For each of those who call."""
IS_LONG = "FERIA_API_CASES" in os.environ or "FERIA_THOROUGH" in os.environ  # then other requests every time

DESCRIPTION = "/api/v1/openapi.json"
LARGE = 2**20
SOUND, BROKEN = schemathesis.GenerationMode.POSITIVE, schemathesis.GenerationMode.NEGATIVE


class Caller:
    """Somebody who sends whatever is made up; what came back is counted by status."""

    def __init__(self, headers: dict[str, str], names: dict[str, list[str]]) -> None:
        self._client = Client(raise_request_exception=False)
        self._headers, self._names = headers, names
        self.statuses: Counter[int] = Counter()

    def send(self, case: Any, data: st.DataObject) -> Any:
        for place in (case.path_parameters, case.headers):
            for name in place or {}:
                known = self._names.get(name.lower())
                if known and data.draw(st.booleans()):
                    place[name] = quote(data.draw(st.sampled_from(known)))
        made = requests.Request(**case.as_transport_kwargs(base_url="http://testserver"))
        sent = made.prepare()
        headers = {
            name: value if isinstance(value, str) else value.decode("latin-1")
            for name, value in sent.headers.items()
            if name.lower() not in ("content-length", "content-type", "cookie")
        }
        body = sent.body if isinstance(sent.body, bytes) else (sent.body or "").encode()
        content_type = sent.headers.get("Content-Type", "application/json")
        answer = self._client.generic(
            sent.method, sent.path_url, body[:LARGE], content_type, headers=headers | self._headers
        )
        self.statuses[answer.status_code] += 1
        return answer


@pytest.fixture(params=["a guest", "a member", "a program that acts for a member", "a person of the mall"])
def caller(request: pytest.FixtureRequest, mall: Mall, shopper: Visitor) -> Caller:
    assert shopper.member is not None
    token = members.issue_token(factories.make_user("driver"), "driver", may_act_for_members=True)
    program = Program(token, shopper.member.code)
    program("PUT", "/cart", {"lines": [{"sku": "cola", "quantity": 1}]})
    order = program("POST", "/checkout", {"address": HOME}, **{"Idempotency-Key": "key-00001"}).json()
    names = {
        "sku": ["cola", "tea"],
        "number": [order["number"]],
        "code": ["double-eleven-2025.ten-am", "ahead-2025.colas", "five-off"],
        "session": ["double-eleven-2025.ten-am"],
        "idempotency-key": ["key-00001", "key-00002"],
        "x-feria-member": [shopper.member.code],
    }
    headers = {
        "a guest": {},
        "a member": {
            "Authorization": f"Bearer {members.issue_token(shopper.member.user, 'own', may_act_for_members=False)}"
        },
        "a program that acts for a member": program.headers,
        "a person of the mall": {"Authorization": f"Bearer {token}"},
    }
    return Caller(headers[request.param], names)


def operations() -> list[Any]:
    description = Client().get(DESCRIPTION).json()
    return [found.ok() for found in schemathesis.openapi.from_dict(description).get_all_operations()]


@pytest.mark.long
@pytest.mark.django_db
def test_no_request_is_answered_with_an_error_of_ours(caller: Caller) -> None:
    ask_for_everything(caller, CASES)


@pytest.mark.thorough
@pytest.mark.django_db
def test_none_of_ten_thousand(caller: Caller) -> None:
    ask_for_everything(caller, 10_000)


def ask_for_everything(caller: Caller, cases: int) -> None:
    """Each operation as often as any other, sound and broken by turns."""
    described = operations()
    assert len(described) > 20
    each = -(-cases // (2 * len(described)))
    for operation in described:
        for mode in (SOUND, BROKEN):
            send_many(caller, operation, mode, each)
    assert caller.statuses.total() >= cases * 0.7, "too little was asked: the figure is not worth its name"
    assert {200, 404, 422} <= caller.statuses.keys()


def send_many(caller: Caller, operation: Any, mode: Any, number: int) -> None:
    @settings(
        max_examples=number,
        derandomize=not IS_LONG,
        database=None,
        deadline=None,
        phases=[Phase.generate],
        suppress_health_check=list(HealthCheck),
    )
    @given(case=operation.as_strategy(generation_mode=mode), data=st.data())
    def one(case: Any, data: st.DataObject) -> None:
        answer = caller.send(case, data)
        what = f"{case.method} {case.formatted_path} {case.query} {case.body!r:.500}"
        assert answer.status_code < 500, f"{what}: {answer.content[:500]!r}"

    with suppress(Unsatisfiable):  # what takes nothing cannot be given anything wrong
        one()


def test_control_an_operation_that_falls_over_is_caught(mall: Mall, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(catalog, "shops", lambda: [1 // 0])
    (shops,) = (one for one in operations() if one.path.endswith("/shops"))
    with pytest.raises(AssertionError, match="GET /api/v1/shops"):
        send_many(Caller({}, {}), shops, SOUND, 1)
