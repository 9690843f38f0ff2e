"""``feria lane``: the rush lane by itself, on as many machines as it takes."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import threading
from pathlib import Path

from feria.cli.mall import HOME
from feria.cli.up import PortTaken, check_port


def lane(*, port: int = 8001, host: str = "127.0.0.1", home: Path = HOME, workers: int = 1) -> int:
    """Serve the hot paths alone until interrupted (Ctrl-C): claims of rush sessions, the waiting room, the board's stream.

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
    server = [sys.executable, "-m", "feria.mall.site.lane", host, str(port)]
    if workers == 1:
        return os.execv(sys.executable, server)  # noqa: S606 - becomes the server, which knows how to end
    return keep(server, workers)


def keep(command: list[str], number: int) -> int:
    """Run so many of the same program until this one is told to end; one that falls over is started again."""
    is_ending = threading.Event()
    for told in (signal.SIGTERM, signal.SIGINT):
        signal.signal(told, lambda *_: is_ending.set())
    running = [subprocess.Popen(command) for _ in range(number)]
    while not is_ending.wait(1.0):
        running = [one if one.poll() is None else subprocess.Popen(command) for one in running]
    for one in running:
        one.terminate()
    return max(abs(one.wait()) for one in running)
