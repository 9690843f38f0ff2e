"""``feria up``'s server, pages and lane behind one port, on the tests' own database."""

from __future__ import annotations

import os
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import httpx
from django.conf import settings as django_settings
from django.test import Client

from feria.mall.members.api import Member
from tests.mall.rushing import teller_url
from tests.mall.web.conftest import MODEL_BACKEND
from tools.ports import free_port

ROOT = Path(__file__).parents[2]
STARTS_WITHIN = 120.0  # on a busy machine


@contextmanager
def feria_up(home: Path, **environment: str) -> Iterator[str]:
    """Its address."""
    port = free_port()
    settings = {
        **os.environ,
        "PYTHONPATH": str(ROOT / "src"),
        "DJANGO_SETTINGS_MODULE": "feria.mall.site.settings",
        "FERIA_HOME": str(home),
        "FERIA_DATABASE_URL": teller_url(),
        "FERIA_SECRET_KEY": django_settings.SECRET_KEY,
        "FERIA_GATEWAY_SECRET": django_settings.GATEWAY_SECRET,
        "FERIA_DEMO": "1",
        **environment,
    }
    granian = ["-m", "granian", "--interface", "asgi", "--host", "127.0.0.1", "--port", str(port)]
    quiet = ["--no-ws", "--log-level", "warning", "feria.mall.site.serve:app"]
    server = subprocess.Popen([sys.executable, *granian, *quiet], env=settings, cwd=ROOT)
    try:
        url = f"http://127.0.0.1:{port}"
        _wait_for(url, server)
        yield url
    finally:
        server.terminate()
        server.wait(timeout=120)


def _wait_for(url: str, server: subprocess.Popen[bytes]) -> None:
    deadline = time.monotonic() + STARTS_WITHIN
    while time.monotonic() < deadline and server.poll() is None:
        try:
            if httpx.get(f"{url}/healthz").status_code == 200:
                return
        except httpx.TransportError:
            time.sleep(0.2)
    raise RuntimeError("the server did not start")


def session_cookie(member: Member, url: str) -> dict[str, str]:
    """What makes a browser that member's."""
    client = Client()
    client.force_login(member.user, backend=MODEL_BACKEND)
    return {"name": "sessionid", "value": client.cookies["sessionid"].value, "url": url}
