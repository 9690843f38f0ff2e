"""Addresses of the live board; its stream is served beside Django (``site/serve.py``)."""

from __future__ import annotations

from django.urls import path

from feria.mall.web.board import views

app_name = "board"
urlpatterns = [
    path("", views.board, name="board"),
    path("against/", views.compared, name="against"),
]
