"""The worker beside the server: unpaid orders lapse and their stock comes back (R3.2). Ends when its parent does."""

from __future__ import annotations

import os
import signal
import threading


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
    orders.run_forever(stop)


def _stop_when_orphaned(parent: int, stop: threading.Event) -> None:
    while not stop.wait(1):
        if os.getppid() != parent:
            stop.set()


if __name__ == "__main__":
    main()
