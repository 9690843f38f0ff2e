"""What neighbours may ask of the mall's facts."""

from __future__ import annotations

from feria.mall.books.keeping import Refreshed, refresh

__all__ = ["Refreshed", "refresh"]
