"""What holds for every request to the mall's pages."""

from __future__ import annotations

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse

from feria.mall.campaigns import api as campaigns

SAFE = ("GET", "HEAD")


def of_one_moment(
    get_response: Callable[[HttpRequest], HttpResponse],
) -> Callable[[HttpRequest], HttpResponse]:
    """A page that changes nothing asks once which festivals are in force, however many of its parts want to know."""

    def answer(request: HttpRequest) -> HttpResponse:
        if request.method not in SAFE:
            return get_response(request)
        with campaigns.one_look():
            return get_response(request)

    return answer
