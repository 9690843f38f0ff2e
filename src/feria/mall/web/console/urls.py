"""Addresses of the operator's console."""

from __future__ import annotations

from django.urls import path

from feria.mall.web.console import groups, reviews, rush, switches, views

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
    path("review/<slug:code>/progress/", reviews.progress, name="review_progress"),
    path("review/<slug:code>/again/", reviews.again, name="review_again"),
    path("review/<slug:code>/report.<slug:ending>", reviews.report, name="review_report"),
    path("review/<slug:code>/<slug:part>/", reviews.part, name="review_part"),
    path("switches/", switches.switches, name="switches"),
    path("switches/<slug:name>/", switches.turn, name="switch"),
    path("groups/", groups.groups, name="groups"),
    path("rush/", rush.sessions, name="rush"),
    path("rush-lanes/", rush.lanes, name="rush-lanes"),
    path("rush/<str:session>/", rush.session, name="rush-session"),
    path("rush/<str:session>/live/", rush.live, name="rush-live"),
    path("rush/<str:session>/stop/", rush.stop, name="rush-stop"),
    path("rush/<str:session>/extend/", rush.extend, name="rush-extend"),
    path("rush/<str:session>/add/", rush.add, name="rush-add"),
    path("schema.json", views.schema, name="schema"),
]
