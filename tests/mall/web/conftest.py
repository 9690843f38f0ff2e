"""A small mall on the day of its festival, and the people who visit it."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

import pytest
from django.core.cache import cache
from django.http import HttpResponse
from django.test import Client
from pytest_django import Settings

from feria.mall.members import api as members
from feria.mall.orders import api as orders
from tests.mall import factories
from tests.mall.web.malls import Mall, make_operator, make_shopper, open_mall

MODEL_BACKEND = "django.contrib.auth.backends.ModelBackend"
HTMX = {"HX-Request": "true", "HX-Current-URL": "http://testserver/"}


@dataclass
class Visitor:
    """Someone with a browser; ``member`` is None for a guest and for staff."""

    member: members.Member | None = None
    client: Client = field(default_factory=Client)

    def get(self, path: str, **query: str) -> HttpResponse:
        return self.client.get(path, query)

    def post(self, path: str, **data: Any) -> HttpResponse:
        return self.client.post(path, data)

    def htmx(self, path: str, **data: Any) -> HttpResponse:
        return self.client.post(path, data, headers=HTMX)

    def fill(self, **quantities: int) -> None:
        """Put goods into the cart by the page's own form: ``fill(cola=3)``."""
        for sku, quantity in quantities.items():
            assert self.post("/cart/add/", sku=sku, quantity=quantity).status_code == 302

    @property
    def cart(self) -> dict[str, int]:
        assert self.member is not None
        return {line.product.sku: line.quantity for line in orders.cart_lines(orders.cart_for(self.member))}


@pytest.fixture
def mall(db: None, settings: Settings) -> Mall:
    """The mall in the frenzy of its main day."""
    settings.DEMO = True
    cache.clear()
    settings.STORAGES = {
        **settings.STORAGES,
        "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"},
    }
    return open_mall()


def be_at(instant: datetime) -> None:
    factories.set_clock(instant)


@pytest.fixture
def guest(mall: Mall) -> Visitor:
    return Visitor()


@pytest.fixture
def shopper(mall: Mall) -> Visitor:
    visitor = Visitor(make_shopper())
    visitor.client.force_login(visitor.member.user, backend=MODEL_BACKEND)  # type: ignore[union-attr]
    return visitor


@pytest.fixture
def operator(mall: Mall) -> Visitor:
    visitor = Visitor()
    visitor.client.force_login(make_operator(), backend=MODEL_BACKEND)
    return visitor


def text_of(response: HttpResponse) -> str:
    """The page's text without tags, spaces run together."""
    import re
    from html import unescape

    body = re.sub(r"<(script|style|svg)\b.*?</\1>", " ", response.content.decode(), flags=re.DOTALL)
    body = re.sub(r"</?(span|b|strong|s|sup|a)\b[^>]*>", "", body)
    return " ".join(unescape(re.sub(r"<[^>]+>", " ", body)).split())
