"""``feria lane``: the rush lane by itself, on as many machines as it takes."""

from __future__ import annotations

import os
import sys
from pathlib import Path

from feria.cli.mall import HOME
from feria.cli.up import PortTaken, check_port


def lane(*, port: int = 8001, host: str = "127.0.0.1", home: Path = HOME, workers: int = 1) -> int:
    """Serve claims of rush sessions, and nothing else, until interrupted (Ctrl-C).

    It answers every path under /lane/ as the mall on one port does, from the database that FERIA_DATABASE_URL names,
    and signs with FERIA_SECRET_KEY: both must be the mall's own. FERIA_VALKEY_URL lets lanes share the waiting room.

    Parameters
    ----------
    port
        The port to listen on.
    host
        The address to listen on; only this machine unless you say otherwise.
    home
        The mall's folder, where database and keys are looked for that the environment does not name.
    workers
        How many server processes.
    """
    try:
        check_port(host, port)
    except PortTaken as taken:
        sys.stderr.write(f"feria: {taken}\n")
        return 1
    os.environ |= {"DJANGO_SETTINGS_MODULE": "feria.mall.site.settings", "FERIA_HOME": str(home.resolve())}
    sys.stdout.write(f"The lane opens at http://{host}:{port}/lane/health (Ctrl-C closes it).\n")
    sys.stdout.flush()
    server = [
        sys.executable,
        "-m",
        "granian",
        *server_options(host, port, workers),
        "feria.mall.site.lane:lane",
    ]
    return os.execv(sys.executable, server)  # noqa: S606 - becomes the server, which knows how to end


def server_options(host: str, port: int, workers: int) -> list[str]:
    """As many connections as may wait: it is their claims that are refused when there are too many."""
    return [
        *("--interface", "asgi", "--no-ws", "--log-level", "warning", "--host", host, "--port", str(port)),
        *("--workers", str(workers), "--workers-kill-timeout", "10"),
        *("--backlog", "16384", "--backpressure", "16384", "--http1-header-read-timeout", "10000"),
    ]
