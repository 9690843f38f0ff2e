"""Who may open a page: the one place where pages ask for a role."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.contrib.auth.views import redirect_to_login
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse

from feria.mall.members import api as members

View = Callable[..., HttpResponse]


def roles(request: HttpRequest) -> frozenset[str]:
    """The roles of whoever is asking, read once a request."""
    known: frozenset[str] | None = getattr(request, "_feria_roles", None)
    if known is None:
        known = members.roles_of(request.user) if request.user.is_authenticated else frozenset()
        request._feria_roles = known  # type: ignore[attr-defined]  # noqa: SLF001 - kept on the request it belongs to
    return known


def signed_in(request: HttpRequest) -> members.User:
    """Who is asking, on a page that only people who are signed in reach."""
    if not isinstance(request.user, members.User):
        raise PermissionDenied
    return request.user


def role_required(*needed: str) -> Callable[[View], View]:
    """Let in those who have one of the roles; send strangers to sign in and refuse everyone else (403)."""

    def guard(view: View) -> View:
        @wraps(view)
        def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
            if not request.user.is_authenticated:
                return redirect_to_login(request.get_full_path())
            if not roles(request) & set(needed):
                raise PermissionDenied
            return view(request, *args, **kwargs)

        return guarded

    return guard
