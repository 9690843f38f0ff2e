"""Addresses of the merchant's desk."""

from __future__ import annotations

from django.urls import path

from feria.mall.web.desk import views

app_name = "desk"
urlpatterns = [
    path("", views.choose, name="home"),
    path("<slug:code>/", views.today, name="today"),
    path("<slug:code>/products/", views.products, name="products"),
    path("<slug:code>/stock/", views.stock, name="stock"),
    path("<slug:code>/orders/", views.orders, name="orders"),
    path("<slug:code>/promotions/", views.promotions, name="promotions"),
]
