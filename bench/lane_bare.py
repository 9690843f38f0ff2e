"""As small an ASGI application as one can write: the ceiling that the lane is measured against.

python -m bench.lane_bare PORT [WORKERS]    # on the lane's own server
"""

from __future__ import annotations

from typing import Any

_HEADERS = [(b"content-type", b"application/json")]
_BODY = b'{"outcome":"held","claimant":"hot/k1","pay_until":"2026-11-11T00:15:00Z"}'


async def app(scope: Any, receive: Any, send: Any) -> None:
    """Reads nothing, knows nothing, and always says the same."""
    if scope["type"] == "lifespan":
        while True:
            message = await receive()
            await send({"type": f"{message['type']}.complete"})
            if message["type"] == "lifespan.shutdown":
                return
    await send({"type": "http.response.start", "status": 200, "headers": _HEADERS})
    await send({"type": "http.response.body", "body": _BODY})


def main() -> None:
    import sys

    import django
    import uvloop

    _, port, *more = sys.argv
    if more and int(more[0]) > 1:
        from feria.cli.lane import keep

        sys.exit(keep([sys.executable, "-m", "bench.lane_bare", port], int(more[0])))
    django.setup()
    from feria.mall.rush.api import serve

    uvloop.run(serve(app, "127.0.0.1", int(port)))


if __name__ == "__main__":
    main()
