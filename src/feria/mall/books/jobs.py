"""What a worker does with the reviews that wait. Needs what a review needs (``feria[analytics]``)."""

from __future__ import annotations

import logging
from pathlib import Path

from feria.mall.books import runs
from feria.mall.books.errors import NothingToReview
from feria.mall.books.models import ReviewRun
from feria.mall.books.reviewing import review_festival, review_past

log = logging.getLogger(__name__)


def reckon_next(home: Path) -> bool:
    """Take the review that waits longest and reckon it; False when none waits."""
    run = runs.take()
    if run is None:
        return False
    try:
        facts = runs.facts_state(home, run)  # before the first row is read: what comes meanwhile is news
        _reckon(home, run)
    except NothingToReview as nothing:
        runs.fail(
            run, runs.Reason.FACTS_REFUSED if nothing.codes else runs.Reason.NOTHING_SOLD, nothing.codes
        )
    except Exception:  # one that breaks must not keep the next from its turn
        log.exception("the review %s broke", run.code)
        runs.fail(run, runs.Reason.BROKE)
    else:
        runs.finish(run, facts)
    return True


def _reckon(home: Path, run: ReviewRun) -> None:
    def progress(step: str, share: float) -> None:
        runs.told(run, step, share)

    if run.festival:
        review_festival(home, run.festival, progress)
        return
    assert run.first_day is not None  # noqa: S101 - asked for with both
    assert run.last_day is not None  # noqa: S101
    review_past(home, run.first_day, run.last_day, progress)
