"""Where to go next: never out of the mall because an address said so."""

from __future__ import annotations

from django.http import HttpRequest
from django.utils.http import url_has_allowed_host_and_scheme


def way_back(request: HttpRequest, fallback: str) -> str:
    """Where the visitor came from, if that is here."""
    return here_or(request, request.META.get("HTTP_REFERER", ""), fallback)


def here_or(request: HttpRequest, wanted: str, fallback: str) -> str:
    """That address, if it is one of this mall's."""
    ours = url_has_allowed_host_and_scheme(wanted, {request.get_host()}, require_https=request.is_secure())
    return wanted if ours else fallback
