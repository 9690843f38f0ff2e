"""Addresses of the operator's console."""

from __future__ import annotations

from django.urls import path

from feria.mall.web.console import switches, views

app_name = "console"
urlpatterns = [
    path("", views.festivals, name="festivals"),
    path("apply/", views.apply, name="apply"),
    path("festivals/<slug:code>/", views.festival, name="festival"),
    path("festivals/<slug:code>/document/", views.document, name="document"),
    path("festivals/<slug:code>/withdraw/", views.withdraw, name="withdraw"),
    path("festivals/<slug:code>/override/", views.override, name="override"),
    path("switches/", switches.switches, name="switches"),
    path("switches/<slug:name>/", switches.turn, name="switch"),
    path("schema.json", views.schema, name="schema"),
]
