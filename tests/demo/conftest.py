"""The real year, for the tests that need all of it."""

from __future__ import annotations

from tests.year import real_warehouse

__all__ = ["real_warehouse"]
