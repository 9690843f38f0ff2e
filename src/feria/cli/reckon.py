"""A process of its own for reviews that wait: it takes memory and both hands, and gives them back when it is done."""

from __future__ import annotations

import os
import threading
import time

NICE = 10
"""Reviews stand back behind those who shop."""


def main() -> None:
    """Reckon until nothing waits. Ends at once when the worker that started it does."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "feria.mall.site.settings")
    os.nice(NICE)
    import django

    django.setup()
    from django.conf import settings

    from feria.mall.books import api as books

    threading.Thread(target=_end_when_orphaned, args=(os.getppid(),), daemon=True).start()
    while books.reckon_next(settings.HOME):
        pass


def _end_when_orphaned(parent: int) -> None:
    while os.getppid() == parent:
        time.sleep(1)
    os._exit(1)  # the review stays in its row, and the next worker takes it up again


if __name__ == "__main__":
    main()
