"""What neighbours may ask of the mall's facts and reviews."""

from __future__ import annotations

from feria.mall.books.keeping import Refreshed, refresh
from feria.mall.books.reviewing import (
    KeptReview,
    NothingToReview,
    has_past,
    kept_review,
    kept_reviews,
    review_festival,
    review_past,
)

__all__ = [
    "KeptReview",
    "NothingToReview",
    "Refreshed",
    "has_past",
    "kept_review",
    "kept_reviews",
    "refresh",
    "review_festival",
    "review_past",
]
