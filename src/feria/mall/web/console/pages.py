"""The frame around the console's pages: its sections, and who may change things."""

from __future__ import annotations

from collections.abc import Mapping

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _

from feria.mall.members import api as members
from feria.mall.web.parts import Link
from feria.mall.web.work.frame import frame


def page(
    request: HttpRequest, section: str, context: Mapping[str, object], template: str = "", status: int = 200
) -> HttpResponse:
    """A page of that section; ``template`` where it is not the section's own."""
    may_change = "operator" in members.roles_of(request.user)
    links = _links(section, may_change)
    work = frame(request, _("Operator console"), reverse("console:festivals"), [("", links)])
    title = next(link.text for link in links if link.current)
    shared = {"work": work, "title": title, "may_change": may_change, "currency": settings.CURRENCY}
    return render(request, f"console/{template or section}.html", {**shared, **context}, status=status)


def _links(section: str, may_change: bool) -> list[Link]:
    sections = [
        ("festivals", _("Festivals"), "calendar"),
        *([("apply", _("Apply a document"), "document")] if may_change else []),
        ("reviews", _("Reviews"), "chart"),
        ("rush", _("Rush sessions"), "bolt"),
        ("groups", _("Group buys"), "users"),
        ("switches", _("Switches"), "settings"),
    ]
    return [
        Link(text=text, url=reverse(f"console:{key}"), icon=icon, current=key == section)
        for key, text, icon in sections
    ]
