"""Whatever a program asks of the API, it is told in JSON what was wrong."""

from __future__ import annotations

from typing import Any

import pytest
from django.db import OperationalError
from django.db.models import QuerySet
from django.http import HttpResponse
from django.test import Client

from tests.mall.web.malls import Mall

pytestmark = pytest.mark.django_db


def problem(answer: HttpResponse) -> dict[str, Any]:
    assert answer["Content-Type"] == "application/problem+json"
    body = answer.json()  # type: ignore[attr-defined]
    assert body["status"] == answer.status_code
    return body  # type: ignore[no-any-return]


@pytest.mark.parametrize(
    "path",
    [
        "/api",
        "/api/",
        "/api/v1/",
        "/api/v1/nothing",
        "/api/v1/orders/F1/nothing/",
        "/api/v2/products",
    ],
)
@pytest.mark.parametrize("method", ["GET", "POST", "DELETE", "BREW"])
def test_a_path_that_there_is_not(mall: Mall, method: str, path: str) -> None:
    answer = Client().generic(method, path)

    assert (answer.status_code, problem(answer)["title"]) == (404, "no-such-path")


def test_a_method_that_the_path_does_not_take(mall: Mall) -> None:
    answer = Client().generic("BREW", "/api/v1/cart/lines/cola")

    assert (answer.status_code, answer["Allow"]) == (405, "DELETE, PUT")
    assert problem(answer)["title"] == "wrong-method"
    assert problem(answer)["detail"] == "This path takes DELETE, PUT."


def test_in_the_asker_s_language(mall: Mall) -> None:
    answer = Client().get("/api/v1/nothing", headers={"Accept-Language": "es"})

    assert problem(answer)["detail"].startswith("La API no tiene esa ruta")


def _broken(monkeypatch: pytest.MonkeyPatch, error: Exception) -> Client:
    def look(*_: object, **__: object) -> None:
        raise error

    monkeypatch.setattr(QuerySet, "_fetch_all", look)
    return Client(raise_request_exception=False)


def test_a_database_that_is_away_is_told_with_when_to_ask_again(
    mall: Mall, monkeypatch: pytest.MonkeyPatch
) -> None:
    away = OperationalError("the server closed the connection")

    answer = _broken(monkeypatch, away).get("/api/v1/products")

    assert (answer.status_code, problem(answer)["title"]) == (503, "database-away")
    assert int(answer["Retry-After"]) > 0


def test_what_broke_otherwise_is_told_without_its_insides(
    mall: Mall, monkeypatch: pytest.MonkeyPatch
) -> None:
    answer = _broken(monkeypatch, KeyError("secret")).get("/api/v1/products")

    assert (answer.status_code, problem(answer)["title"]) == (500, "failed")
    assert "secret" not in answer.content.decode()


def test_a_page_that_broke_is_a_page(mall: Mall, monkeypatch: pytest.MonkeyPatch) -> None:
    answer = _broken(monkeypatch, OperationalError("away")).get("/p/cola/")

    assert (answer.status_code, answer["Content-Type"]) == (500, "text/html; charset=utf-8")


@pytest.mark.parametrize("path", ["/nothing", "/apis", "/products/nothing/"])
def test_elsewhere_it_is_a_page(mall: Mall, path: str) -> None:
    answer = Client().get(path)

    assert (answer.status_code, answer["Content-Type"]) == (404, "text/html; charset=utf-8")
