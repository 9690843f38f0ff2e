"""Addresses of the whole site."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.urls import include, path

from feria.mall.web.api.app import api
from feria.mall.web.gateway import events

handler404 = "feria.mall.web.api.strays.not_found"
handler500 = "feria.mall.web.api.strays.failed"


def healthy(_request: HttpRequest) -> HttpResponse:
    """What a load balancer asks."""
    return HttpResponse("ok\n", content_type="text/plain")


urlpatterns = [
    path("accounts/", include("allauth.urls")),
    path("desk/", include("feria.mall.web.desk.urls")),
    path("console/", include("feria.mall.web.console.urls")),
    path("board/", include("feria.mall.web.board.urls")),
    path("api/v1/", api.urls),
    path("gateway/<slug:gateway>/events", events),
    path("healthz", healthy),
    path("", include("feria.mall.web.storefront.urls")),
]
