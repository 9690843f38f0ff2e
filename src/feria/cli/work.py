"""The worker beside the server: unpaid orders lapse and their stock comes back (R3.2), reviews are reckoned (R8). Ends when its parent does."""

from __future__ import annotations

import logging
import os
import signal
import subprocess
import sys
import threading

log = logging.getLogger(__name__)

REVIEWS_SECONDS = 1.0
"""How often it is asked whether a review waits."""


def main() -> None:
    """Run the mall's jobs until told to stop or left alone."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "feria.mall.site.settings")
    import django

    django.setup()
    from feria.mall.orders import api as orders

    stop = threading.Event()
    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, lambda *_: stop.set())
    threading.Thread(target=_stop_when_orphaned, args=(os.getppid(), stop), daemon=True).start()
    threading.Thread(target=_review_forever, args=(stop,), daemon=True).start()
    orders.run_forever(stop)


def _review_forever(stop: threading.Event) -> None:
    """Whenever a review waits, a process of its own reckons it; what one left behind when it died waits again."""
    from django.db import close_old_connections

    from feria.mall.books import api as books

    while not stop.is_set():
        close_old_connections()
        try:
            books.give_back()
            if books.has_work():
                _reckon(stop)
        except Exception:  # a database that is away: the next round sees
            log.exception("reviews will be tried again")
        stop.wait(REVIEWS_SECONDS)


def _reckon(stop: threading.Event) -> None:
    process = subprocess.Popen([sys.executable, "-m", "feria.cli.reckon"])
    while process.poll() is None:
        if stop.wait(0.2):
            process.terminate()
            process.wait()


def _stop_when_orphaned(parent: int, stop: threading.Event) -> None:
    while not stop.wait(1):
        if os.getppid() != parent:
            stop.set()


if __name__ == "__main__":
    main()
