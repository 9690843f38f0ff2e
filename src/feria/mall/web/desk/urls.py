"""Addresses of the merchant's desk."""

from __future__ import annotations

from django.urls import path

from feria.mall.web.desk import receiving, rush, views

app_name = "desk"
urlpatterns = [
    path("", views.choose, name="home"),
    path("<slug:code>/", views.today, name="today"),
    path("<slug:code>/products/", views.products, name="products"),
    path("<slug:code>/stock/", views.stock, name="stock"),
    path("<slug:code>/stock/receive/", receiving.receive, name="stock-receive"),
    path("<slug:code>/orders/", views.orders, name="orders"),
    path("<slug:code>/promotions/", views.promotions, name="promotions"),
    path("<slug:code>/groups/", views.groups, name="groups"),
    path("<slug:code>/rush/", rush.sessions, name="rush"),
    path("<slug:code>/rush/plan/", rush.plan, name="rush-plan"),
    path("<slug:code>/rush/<str:session>/", rush.session, name="rush-session"),
    path("<slug:code>/rush/<str:session>/live/", rush.live, name="rush-live"),
    path("<slug:code>/rush/<str:session>/stop/", rush.stop, name="rush-stop"),
    path("<slug:code>/rush/<str:session>/extend/", rush.extend, name="rush-extend"),
    path("<slug:code>/rush/<str:session>/add/", rush.add, name="rush-add"),
]
