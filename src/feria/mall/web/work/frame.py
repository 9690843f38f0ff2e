"""The frame of the work pages: who works here, where they can go."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext as _

from feria.mall.members import api as members
from feria.mall.web.parts import Link

Nav = Sequence[tuple[str, Sequence[Link]]]


@dataclass(frozen=True, kw_only=True)
class Frame:
    """What ``base_work.html`` shows around a page."""

    name: str
    home_url: str
    nav: Nav
    person: str
    sign_out_url: str
    store_url: str


def frame(request: HttpRequest, name: str, home_url: str, nav: Nav) -> Frame:
    """The frame for this person, with the other work places they may enter."""
    return Frame(
        name=name,
        home_url=home_url,
        nav=[*nav, (_("Elsewhere"), _elsewhere(request, home_url))],
        person=request.user.email or request.user.get_username(),  # type: ignore[union-attr]
        sign_out_url=reverse("account_logout"),
        store_url="/",
    )


def _elsewhere(request: HttpRequest, home_url: str) -> list[Link]:
    roles = members.roles_of(request.user)
    looks = roles & {"operator", "analyst"}
    links = [
        (looks, Link(text=_("Live board"), url=reverse("board:board"), icon="chart")),
        (looks, Link(text=_("Operator console"), url=reverse("console:festivals"), icon="settings")),
        (
            roles & {"operator", "merchant"},
            Link(text=_("Merchant desk"), url=reverse("desk:home"), icon="store"),
        ),
        (roles, Link(text=_("API"), url=reverse("api:openapi-view"), icon="document")),
    ]
    return [link for allowed, link in links if allowed and link.url != home_url]
