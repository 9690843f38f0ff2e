"""Reading what programs send: JSON with nothing in it that no database can keep."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest
from django.utils.translation import gettext as _
from ninja.parser import Parser

from feria.mall.web.api.problems import Problem

NULS = (b"\x00", b"\\u0000")


class StrictParser(Parser):
    """A body with a NUL in it, written out or escaped, has not the expected shape."""

    def parse_body(self, request: HttpRequest) -> Any:
        if any(nul in request.body for nul in NULS):
            raise Problem(422, "invalid", _("The request does not have the expected shape."))
        return super().parse_body(request)
