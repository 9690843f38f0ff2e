"""Addresses of the operator's console."""

from __future__ import annotations

from django.urls import path

from feria.mall.web.console import reviews, switches, views

app_name = "console"
urlpatterns = [
    path("", views.festivals, name="festivals"),
    path("apply/", views.apply, name="apply"),
    path("festivals/<slug:code>/", views.festival, name="festival"),
    path("festivals/<slug:code>/document/", views.document, name="document"),
    path("festivals/<slug:code>/withdraw/", views.withdraw, name="withdraw"),
    path("festivals/<slug:code>/override/", views.override, name="override"),
    path("review/", reviews.reviews, name="reviews"),
    path("review/make/", reviews.make, name="make_review"),
    path("review/<slug:code>/", reviews.review, name="review"),
    path("review/<slug:code>/report.<slug:ending>", reviews.report, name="review_report"),
    path("review/<slug:code>/<slug:part>/", reviews.part, name="review_part"),
    path("switches/", switches.switches, name="switches"),
    path("switches/<slug:name>/", switches.turn, name="switch"),
    path("schema.json", views.schema, name="schema"),
]
