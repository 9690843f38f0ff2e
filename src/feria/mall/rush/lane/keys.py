"""Keyed BLAKE2b (RFC 7693), with a key that is taken in once: a rush reads thousands of signatures a second."""

from __future__ import annotations

from hashlib import blake2b, sha256

_BYTES = 16
"""Of a signature: 128 bits cannot be guessed, least of all within the minutes that it is good for."""


class Key:
    """Signs for one purpose, with a key derived from the mall's secret: no signature serves another purpose."""

    def __init__(self, secret: str, purpose: str) -> None:
        derived = blake2b(f"feria.rush.lane.{purpose}".encode(), key=sha256(secret.encode()).digest())
        self._keyed = blake2b(key=derived.digest(), digest_size=_BYTES)

    def mac(self, text: bytes) -> str:
        """The signature: 32 letters of hex."""
        mac = self._keyed.copy()
        mac.update(text)
        return mac.hexdigest()
