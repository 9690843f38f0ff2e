"""Tellers of one SQLite file take turns, whatever process they are in.

SQLite lets a writer that finds another at work sleep and try again, longer and longer. Of two busy tellers one writes
batch after batch meanwhile: with two, one in a hundred batches waited 0.9 seconds, and one 2.6. So a teller stands before
the door (``-next``) until the one inside (``-turn``) is done, and who comes out stands behind whoever stands there.
Nothing but fairness hangs on these files: what keeps tellers exact is SQLite's own lock.
"""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager

try:
    import fcntl
except ImportError:  # a system without them: tellers are as exact there, and less fair
    fcntl = None  # type: ignore[assignment]


_ENDINGS = ("-next", "-turn")


class Turns:
    """The two files beside a database, opened by one teller. The kernel lets go of them when its process ends."""

    def __init__(self, database: str) -> None:
        self._files: list[int] = []
        if fcntl is not None and database != ":memory:":
            self._files = [os.open(f"{database}{end}", os.O_RDONLY | os.O_CREAT, 0o666) for end in _ENDINGS]

    @contextmanager
    def mine(self) -> Iterator[None]:
        """Wait for the turn, and have it."""
        if not self._files:
            yield
            return
        following, turn = self._files
        fcntl.flock(following, fcntl.LOCK_EX)
        fcntl.flock(turn, fcntl.LOCK_EX)
        fcntl.flock(following, fcntl.LOCK_UN)
        try:
            yield
        finally:
            fcntl.flock(turn, fcntl.LOCK_UN)

    def close(self) -> None:
        for file in self._files:
            os.close(file)
        self._files = []
