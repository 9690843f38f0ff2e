"""Secrets an embedded mall makes for itself once and keeps in its home."""

from __future__ import annotations

import os
import secrets
from pathlib import Path


def kept_key(home: Path, name: str) -> str:
    """The secret kept under ``home / "keys" / name``, made on first use and readable by its owner alone."""
    path = home / "keys" / name
    if path.exists():
        return path.read_text().strip()
    path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    key = secrets.token_urlsafe(48)
    try:
        with open(path, "x", opener=lambda p, flags: os.open(p, flags, 0o600)) as file:
            file.write(key)
    except FileExistsError:  # another process was first
        return path.read_text().strip()
    return key
