"""Requests that no operation of the API takes, or that broke off: told as problems, like every refusal, not as pages."""

from __future__ import annotations

import sys
from collections.abc import Callable

from django.db import InterfaceError, OperationalError
from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _
from django.views.defaults import page_not_found, server_error

from feria.mall.web.api.problems import Problem, answer

ROOT = "/api/"
AGAIN_IN_SECONDS = 2

Answer = Callable[[HttpRequest], HttpResponse]


def not_found(request: HttpRequest, exception: Exception) -> HttpResponse:
    """The site's 404: under the API a problem, elsewhere the mall's page."""
    if not _is_of_the_api(request):
        return page_not_found(request, exception)
    return answer(
        Problem(404, "no-such-path", _("The API has no such path. All there are stand in /api/v1/docs."))
    )


def failed(request: HttpRequest) -> HttpResponse:
    """The site's 500, called while the error is being handled: under the API a problem, elsewhere the mall's page."""
    if not _is_of_the_api(request):
        return server_error(request)
    if isinstance(sys.exception(), OperationalError | InterfaceError):
        detail = _("The database is away. Send the same again, under the same key, in a moment.")
        away = answer(Problem(503, "database-away", detail))
        away["Retry-After"] = str(AGAIN_IN_SECONDS)
        return away
    return answer(Problem(500, "failed", _("Something broke in the mall. Its log tells what it was.")))


def wrong_methods(get_response: Answer) -> Answer:
    """Middleware: a method that a path of the API does not take."""

    def middleware(request: HttpRequest) -> HttpResponse:
        response = get_response(request)
        if response.status_code != 405 or not _is_of_the_api(request):
            return response
        methods = ", ".join(sorted(response["Allow"].split(", ")))
        problem = answer(
            Problem(405, "wrong-method", _("This path takes %(methods)s.") % {"methods": methods})
        )
        problem["Allow"] = methods
        return problem

    return middleware


def _is_of_the_api(request: HttpRequest) -> bool:
    return f"{request.path}/".startswith(ROOT)
