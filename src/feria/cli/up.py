"""``feria up``: the mall behind one port, with the worker that lapses unpaid orders beside it."""

from __future__ import annotations

import http.client
import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

from feria.cli.mall import HOME, is_demo, use_mall


class PortTaken(Exception):
    """Another program listens there already."""

    def __init__(self, host: str, port: int) -> None:
        super().__init__(
            f"Port {port} on {host} is taken by another program. Stop it, or choose another port: --port {port + 1}."
        )


def up(*, port: int = 8000, host: str = "127.0.0.1", home: Path = HOME, workers: int = 1) -> int:
    """Serve the mall kept in a folder until interrupted (Ctrl-C).

    Parameters
    ----------
    port
        The port to listen on.
    host
        The address to listen on; only this machine unless you say otherwise.
    home
        Where the mall keeps its database, its warehouse and its keys.
    workers
        How many server processes.
    """
    try:
        check_port(host, port)
    except PortTaken as taken:
        sys.stderr.write(f"feria: {taken}\n")
        return 1
    use_mall(home)
    if is_empty():
        sys.stderr.write(
            f"feria: The mall in {home} has no shop yet. `feria demo` loads one with a real grocer's year; --home names another folder.\n"
        )

    def announce() -> None:
        sys.stdout.write(f"The mall is open at http://{host}:{port}/ (Ctrl-C closes it).\n")
        sys.stdout.flush()

    return serve(home, host, port, demo=is_demo(home), workers=workers, ready=announce)


def is_empty() -> bool:
    """Whether nothing was ever loaded into the mall in use."""
    from feria.mall.catalog import api as catalog

    return not catalog.shops().exists()


def check_port(host: str, port: int) -> None:
    """Raise PortTaken unless the port can be bound."""
    with socket.socket(socket.AF_INET6 if ":" in host else socket.AF_INET) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, port))
        except OSError as error:
            raise PortTaken(host, port) from error


def serve(
    home: Path,
    host: str = "127.0.0.1",
    port: int = 8000,
    *,
    demo: bool = False,
    workers: int = 1,
    ready: Callable[[], None] = lambda: None,
) -> int:
    """Serve the mall kept in ``home`` until interrupted; the exit code. ``ready`` is called once pages are served.

    A worker process lapses unpaid orders and frees their stock; it ends with the server.
    """
    check_port(host, port)
    environment = {
        **os.environ,
        "DJANGO_SETTINGS_MODULE": "feria.mall.site.settings",
        "FERIA_HOME": str(home.resolve()),
        "FERIA_DEMO": "1" if demo else os.environ.get("FERIA_DEMO", "0"),
    }
    server = [
        *(sys.executable, "-m", "granian", "--interface", "asgi", "--host", host, "--port", str(port)),
        *("--workers", str(workers), "--no-ws", "--log-level", "warning", "--workers-kill-timeout", "5"),
        "feria.mall.site.serve:app",
    ]
    work = [sys.executable, "-m", "feria.cli.work"]
    processes = [subprocess.Popen(server, env=environment), subprocess.Popen(work, env=environment)]
    if _answers(host, port, processes[0]):
        ready()
    return _wait(processes)


def _answers(host: str, port: int, server: subprocess.Popen[bytes]) -> bool:
    """Wait until the server answers; False when it ended instead."""
    while server.poll() is None:
        connection = http.client.HTTPConnection(host, port, timeout=5)
        try:
            connection.request("GET", "/healthz")
            return connection.getresponse().status == 200
        except OSError:
            time.sleep(0.1)
        finally:
            connection.close()
    return False


def _wait(processes: list[subprocess.Popen[bytes]]) -> int:
    """Wait for the server; whatever ends first, or a signal, ends both."""

    def stop(_signal: int, _frame: object) -> None:
        for process in processes:
            process.terminate()

    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, stop)
    try:
        return processes[0].wait()
    finally:
        for process in processes:
            if process.poll() is None:
                process.terminate()
        for process in processes:
            try:
                process.wait(10)
            except subprocess.TimeoutExpired:
                process.kill()
