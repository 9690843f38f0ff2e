"""The board's snapshots as a stream of the lane, ``/lane/board``: beside the pages, or of a lane by itself."""

from __future__ import annotations

from collections.abc import AsyncIterator
from functools import cache

from feria.mall.rush.api import Stream
from feria.mall.web.board.hub import BoardHub
from feria.mall.web.board.projection import BoardProjection
from feria.mall.web.board.tickets import is_good


@cache
def hub() -> BoardHub:
    """This process's hub, made when the first viewer comes."""
    return BoardHub(BoardProjection())


def _watch() -> AsyncIterator[str]:
    return hub().watch()


board_stream = Stream(watch=_watch, admits=is_good)
