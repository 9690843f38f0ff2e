"""The festival in force and the live board's figures."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest
from django.utils.translation import gettext as _
from ninja import Router

from feria.mall.campaigns import api as campaigns
from feria.mall.kit import api as kit
from feria.mall.web import switches
from feria.mall.web.api import schemas
from feria.mall.web.api.auth import need_role, signed_in
from feria.mall.web.api.problems import Problem
from feria.mall.web.board.projection import snapshot_now

router = Router(tags=["festival"])


@router.get("/festival", response=schemas.FestivalOut)
def festival(request: HttpRequest) -> schemas.FestivalOut:
    """Which festival runs, in which phase and period, and what the mall's clock says."""
    now = kit.now()
    current = campaigns.current(now)
    if current is None:
        return schemas.FestivalOut(
            code=None, names={}, phase=None, period=None, next_change_at=None, mall_time=now
        )
    moment = current.moment
    return schemas.FestivalOut(
        code=current.document.id,
        names=dict(current.document.names),
        phase=moment.phase.id if moment.phase else None,
        period=moment.period.id if moment.period else None,
        next_change_at=moment.next_change_at,
        mall_time=now,
    )


@router.get("/board", response=dict[str, Any], auth=signed_in)
def board(request: HttpRequest) -> dict[str, Any]:
    """The live board's present snapshot."""
    need_role(request, "operator", "analyst", "driver")
    if not switches.is_on(switches.BOARD):
        raise Problem(
            503, "board-off", _("The live board is turned off at the moment: ask again in a minute.")
        )
    return snapshot_now()
