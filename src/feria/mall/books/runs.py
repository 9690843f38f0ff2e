"""Reviews as jobs: asked for by a page, taken up by a worker, taken up again when one dies (rows decide, not processes).

Asking twice is asking once. A result stands for the state of the facts that it was reckoned on: as long as nothing was sold,
claimed or changed since, asking for it again answers at once.
"""

from __future__ import annotations

import socket
from collections.abc import Sequence
from datetime import date, timedelta
from pathlib import Path

from django.contrib.auth.models import AbstractBaseUser
from django.db import transaction
from django.db.models import Q

from feria.mall.books.models import ReviewRun
from feria.mall.campaigns.api import document_of
from feria.mall.kit.api import database_now, last_event_id

METHOD = 2
"""Of how reviews are worked out: one more, and kept results are reckoned anew."""
SILENT = timedelta(minutes=10)
"""A run that no step was heard of for so long has no worker any more."""
MOST_ATTEMPTS = 3

State, Reason = ReviewRun.State, ReviewRun.Reason


def ask_festival(home: Path, code: str, by: AbstractBaseUser | None) -> ReviewRun:
    """Ask for a review of a festival on the mall's own sales. Raises FestivalUnknown."""
    document_of(code)
    return _ask(home, by, code, festival=code)


def ask_past(home: Path, first: date, last: date, by: AbstractBaseUser | None) -> ReviewRun:
    """Ask for a review of some days of the past year."""
    return _ask(home, by, past_code(first, last), first_day=first, last_day=last)


def past_code(first: date, last: date) -> str:
    """What a review of those days is kept under."""
    return f"past-{first.isoformat()}" + (f"-to-{last.isoformat()}" if last != first else "")


def _ask(home: Path, by: AbstractBaseUser | None, code: str, **what: object) -> ReviewRun:
    asked = {"state": State.WAITING, "reason": "", "problems": [], "step": "", "share": 0, "attempts": 0}
    asked |= {"asked_at": database_now(), "asked_by": by}
    with transaction.atomic():
        # Made first, locked then: of two who ask at once for what nobody asked for before, one makes it and the other finds it.
        _row, is_new = ReviewRun.objects.get_or_create(code=code, defaults={**what, **asked})
        run = ReviewRun.objects.select_for_update().get(code=code)
        if is_new or run.is_under_way or is_current(home, run):
            return run
        for name, value in asked.items():
            setattr(run, name, value)
        run.save()
    return run


def is_current(home: Path, run: ReviewRun) -> bool:
    """Whether the kept result rests on the facts as they are."""
    there = (home / "reviews" / f"{run.code}.json").is_file()
    return there and run.state == State.DONE and run.facts == facts_state(home, run)


def facts_state(home: Path, run: ReviewRun) -> str:
    """What a review of it would rest on now: events of the mall and the document's version, or the year and its margins."""
    if run.festival:
        document, text = document_of(run.festival)
        told = f"{last_event_id()}-{document.id}-{hash_of(text.encode())}"
    else:
        told = _stamp(home / "warehouse" / "manifest.json")
    folder = home / ("facts" if run.festival else "warehouse")
    return f"{METHOD}-{told}-{_stamp(folder / 'margins.csv')}"[:80]


def hash_of(text: bytes) -> str:
    """A short name for a text."""
    from hashlib import blake2b

    return blake2b(text, digest_size=6).hexdigest()


def _stamp(path: Path) -> str:
    return hash_of(path.read_bytes()) if path.is_file() else "none"


def run_of(code: str) -> ReviewRun | None:
    """The row of a review, where it was asked for as a job."""
    return ReviewRun.objects.filter(code=code).first()


def open_runs() -> Sequence[ReviewRun]:
    """Those that wait, are worked on, or failed: latest first."""
    return list(ReviewRun.objects.exclude(state=State.DONE).order_by("-asked_at"))


def has_work() -> bool:
    """Whether some review waits for a worker."""
    return ReviewRun.objects.filter(_free()).exists()


def take() -> ReviewRun | None:
    """The one that waits longest, now ours. One that killed its worker several times is given up."""
    for run in ReviewRun.objects.filter(_free()).order_by("asked_at"):
        mine = {"state": State.WORKING, "beat_at": database_now(), "worker": socket.gethostname()[:80]}
        if run.attempts >= MOST_ATTEMPTS:
            fail(run, Reason.STOPPED)
        elif ReviewRun.objects.filter(_free(), pk=run.pk, attempts=run.attempts).update(
            **mine, attempts=run.attempts + 1
        ):
            run.refresh_from_db()
            return run
    return None


def _free() -> Q:
    silent = Q(state=State.WORKING, beat_at__lt=database_now() - SILENT)
    return Q(state=State.WAITING) | silent


def give_back() -> int:
    """What this machine worked on waits again: for a worker that starts and knows that none of its own is left."""
    ours = ReviewRun.objects.filter(state=State.WORKING, worker=socket.gethostname()[:80])
    return ours.update(state=State.WAITING, worker="")


def told(run: ReviewRun, step: str, share: float) -> None:
    """Say how far it is."""
    ReviewRun.objects.filter(pk=run.pk).update(step=step, share=round(share * 10_000), beat_at=database_now())


def finish(run: ReviewRun, facts: str) -> None:
    """The result is kept; it rests on those facts."""
    ended = {"share": 10_000, "step": "", "facts": facts, "reason": "", "ended_at": database_now()}
    ReviewRun.objects.filter(pk=run.pk).update(state=State.DONE, **ended)


def fail(run: ReviewRun, reason: str, problems: Sequence[str] = ()) -> None:
    """There is no result, and why."""
    ended = {"reason": reason, "problems": list(problems), "ended_at": database_now()}
    ReviewRun.objects.filter(pk=run.pk).update(state=State.FAILED, **ended)
