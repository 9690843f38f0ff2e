"""Who calls: a browser's session, or a bearer token that may be allowed to act for members."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest
from django.utils.translation import gettext as _
from ninja.security import HttpBearer, SessionAuth

from feria.mall.members import api as members
from feria.mall.web.api.problems import Problem, not_found


class TokenAuth(HttpBearer):
    """``Authorization: Bearer TOKEN``; with ``X-Feria-Member: CODE`` where the token may act for members."""

    def authenticate(self, request: HttpRequest, token: str) -> Any:
        found = members.token_row(token)
        if found is None:
            return None
        request.user = found.user
        code = request.headers.get("X-Feria-Member")
        if code:
            if not found.may_act_for_members:
                raise Problem(403, "may-not-act", _("This token may not act for members."))
            member = members.member_by_code(code)
            if member is None:
                raise not_found(_("member %(code)s") % {"code": code[:40]})
            request.acting_for = member  # type: ignore[attr-defined]
        return found.user


signed_in = [TokenAuth(), SessionAuth()]
"""For operations that need to know who calls."""

anyone = [TokenAuth(), SessionAuth(csrf=False), lambda request: True]
"""For operations that change nothing, guests' too: a browser's session is heeded without its CSRF token."""


def member_of(request: HttpRequest) -> members.Member:
    """The member this request shops as; a problem for staff without a shopper's profile."""
    member = getattr(request, "acting_for", None) or members.member_of(request.user)
    if member is None:
        raise Problem(403, "not-a-shopper", _("This account has no shopper's profile."))
    return member


def need_role(request: HttpRequest, *roles: str) -> None:
    """Raise a problem unless the caller has one of ``roles``."""
    if not members.roles_of(request.user) & set(roles):
        raise Problem(403, "role", _("This needs one of the roles: %(roles)s.") % {"roles": ", ".join(roles)})
