"""Requests that no operation of the API takes: told as problems, like every other refusal, not as pages."""

from __future__ import annotations

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _
from django.views.defaults import page_not_found

from feria.mall.web.api.problems import Problem, answer

ROOT = "/api/"

Answer = Callable[[HttpRequest], HttpResponse]


def not_found(request: HttpRequest, exception: Exception) -> HttpResponse:
    """The site's 404: under the API a problem, elsewhere the mall's page."""
    if not _is_of_the_api(request):
        return page_not_found(request, exception)
    return answer(
        Problem(404, "no-such-path", _("The API has no such path. All there are stand in /api/v1/docs."))
    )


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
