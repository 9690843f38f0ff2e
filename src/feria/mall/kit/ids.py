"""Numbers that people read out on the phone."""

from __future__ import annotations

import secrets

ALPHABET = "23456789ABCDEFGHJKMNPQRSTVWXYZ"
"""Without 0/O, 1/I/L, which look alike, and U, which is taken for V."""

_GROUPS, _GROUP = 2, 5


def new_number(prefix: str) -> str:
    """A short number that cannot be guessed from another, ``FE-7KQ4M-2XW9P`` (49 bits of chance).

    It says nothing of how many there are. The column that keeps it stays unique: a clash raises there.
    """
    groups = ["".join(secrets.choice(ALPHABET) for _ in range(_GROUP)) for _ in range(_GROUPS)]
    return "-".join([prefix.upper(), *groups] if prefix else groups)
