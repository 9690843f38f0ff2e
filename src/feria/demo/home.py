"""What a finished load leaves in the mall's home, and how to throw a demo mall away. Needs no Django."""

from __future__ import annotations

import os
import shutil
from pathlib import Path

import msgspec

KEPT = "demo.json"
FOLDERS = ("facts", "reviews")
"""What was read out of that database."""
DATABASE = ("mall.sqlite3", "mall.sqlite3-wal", "mall.sqlite3-shm")


class Account(msgspec.Struct, frozen=True):
    """Someone to sign in as."""

    role: str
    email: str
    about: str


class Demo(msgspec.Struct, frozen=True, kw_only=True):
    """What ``demo.json`` says: whom to sign in as, and the token that the load driver shops with."""

    festival: str
    products: int
    members: int
    all_products: bool
    password: str
    accounts: tuple[Account, ...]
    drive_token: str


def kept(home: Path) -> Demo | None:
    """What the finished load in ``home`` left, or nothing while there is none."""
    try:
        return msgspec.json.decode((home / KEPT).read_bytes(), type=Demo)
    except (FileNotFoundError, msgspec.DecodeError):
        return None


def keep(home: Path, made: Demo) -> None:
    """Write ``demo.json``, readable by its owner alone: the token in it opens the API."""
    temporary = home / f".{KEPT}.tmp"
    temporary.unlink(missing_ok=True)
    with open(temporary, "xb", opener=lambda path, flags: os.open(path, flags, 0o600)) as file:
        file.write(msgspec.json.format(msgspec.json.encode(made)))
    temporary.replace(home / KEPT)


def forget(home: Path) -> None:
    """Throw away the mall in ``home``: orders, accounts, prices. The warehouse stays: it is the same for every mall."""
    for name in (KEPT, *DATABASE):
        (home / name).unlink(missing_ok=True)
    for name in FOLDERS:
        shutil.rmtree(home / name, ignore_errors=True)
