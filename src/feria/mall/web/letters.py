"""Text that no database of ours can keep is refused before anything looks it up: PostgreSQL knows no NUL."""

from __future__ import annotations

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse, HttpResponseBadRequest

NUL, CODED = "\x00", "%00"
Answer = Callable[[HttpRequest], HttpResponse]


def refuse_nul(get_response: Answer) -> Answer:
    """Middleware: 400 for an address with a NUL in it."""

    def middleware(request: HttpRequest) -> HttpResponse:
        if NUL in request.path or CODED in request.META.get("QUERY_STRING", ""):
            return HttpResponseBadRequest(b"Bad address.", content_type="text/plain")
        return get_response(request)

    return middleware
