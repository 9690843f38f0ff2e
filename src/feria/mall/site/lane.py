"""The lane as the mall's settings have it: mounted beside the pages by ``serve``, served alone by ``feria lane``."""

from __future__ import annotations

import os

import django

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "feria.mall.site.settings")
django.setup()  # before the rooms are imported: their tables are Django's

from django.conf import settings  # noqa: E402

from feria.mall.rush.api import make_lane, setup_from  # noqa: E402
from feria.mall.web.board.stream import board_stream  # noqa: E402

lane = make_lane(
    settings.DATABASE_URL,
    settings.SECRET_KEY,
    settings.VALKEY_URL or None,
    setup_from(settings.LANE),
    {"/lane/board": board_stream},
)
"""Nothing is opened before the first request."""


def main() -> None:
    """``python -m feria.mall.site.lane HOST PORT``: one process of ``feria lane``."""
    import sys

    import uvloop

    from feria.mall.rush.api import serve

    _, host, port = sys.argv
    uvloop.run(serve(lane, host, int(port), at_once=lane.at_once))


if __name__ == "__main__":
    main()
