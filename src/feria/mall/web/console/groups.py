"""The operator's view of every group buy."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse

from feria.mall.web.access import role_required
from feria.mall.web.console.pages import page
from feria.mall.web.work import groups as watching


@role_required("operator", "analyst")
def groups(request: HttpRequest) -> HttpResponse:
    """Groups running, full and failed, of all shops."""
    return watching.as_file(request) or page(request, "groups", watching.groups(request))
