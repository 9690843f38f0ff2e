"""What neighbours may ask of the mall's facts and reviews.

Asking for a review and looking at how far it is needs Django alone; the verbs that read or make one import what they need
(``feria[analytics]``) when they are called.
"""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

from feria.mall.books.errors import NothingToReview
from feria.mall.books.models import ReviewRun
from feria.mall.books.runs import (
    ask_festival,
    ask_past,
    give_back,
    has_work,
    is_current,
    open_runs,
    run_of,
)

if TYPE_CHECKING:
    from feria.mall.books.keeping import Refreshed
    from feria.mall.books.reviewing import KeptReview as KeptReview
    from feria.review.review import Review

__all__ = [
    "NothingToReview",
    "ReviewRun",
    "ask_festival",
    "ask_past",
    "give_back",
    "has_work",
    "is_current",
    "kept_review",
    "kept_reviews",
    "open_runs",
    "past_days",
    "reckon_next",
    "refresh",
    "review_festival",
    "review_past",
    "run_of",
]


def refresh(folder: Path) -> Refreshed:
    """Bring the facts in ``folder`` up to now."""
    from feria.mall.books import keeping

    return keeping.refresh(folder)


def reckon_next(home: Path) -> bool:
    """Reckon the review that waits longest; False when none waits."""
    from feria.mall.books import jobs

    return jobs.reckon_next(home)


def review_festival(home: Path, code: str) -> Review:
    """Review a festival of the mall on its own sales until now, and keep the result. Raises NothingToReview."""
    from feria.mall.books import reviewing

    return reviewing.review_festival(home, code)


def review_past(home: Path, first: date, last: date) -> Review:
    """Review some days of the past year, and keep the result. Raises NothingToReview."""
    from feria.mall.books import reviewing

    return reviewing.review_past(home, first, last)


def past_days(home: Path) -> tuple[date, date] | None:
    """The first and the last day with receipts in the mall's warehouse of a past year; nothing where there is none."""
    from feria.mall.books import reviewing

    return reviewing.past_days(home)


def kept_reviews(home: Path) -> list[KeptReview]:
    """Every review that is kept, the latest event first."""
    from feria.mall.books import reviewing

    return reviewing.kept_reviews(home)


def kept_review(home: Path, code: str) -> KeptReview | None:
    """The review that is kept under a code; nothing where none is that this program can read."""
    from feria.mall.books import reviewing

    return reviewing.kept_review(home, code)
