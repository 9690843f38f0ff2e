"""Reviews of the mall's festivals, made from its facts and kept as JSON: what the console shows, and next year compares with."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date
from pathlib import Path

import msgspec

from feria.mall.books.errors import NothingToReview
from feria.mall.books.keeping import refresh
from feria.mall.books.runs import past_code
from feria.mall.campaigns.api import document_of, latest_document
from feria.review.facts.anywhere import read_facts
from feria.review.facts.facts import FactsRefused
from feria.review.facts.files import FactsMissing
from feria.review.frame import Days, event_days, frame_around, warm_up_days
from feria.review.past.warehouse import days, manifest
from feria.review.report.tables import as_json
from feria.review.review import VERSION, Progress, Review, event_of, review


def _silent(_step: str, _share: float) -> None:
    """Nobody watches."""


CODE = re.compile(r"[-a-zA-Z0-9_]+")


@dataclass(frozen=True, kw_only=True)
class KeptReview:
    """A review and the code that it is kept under."""

    code: str
    review: Review


def review_festival(home: Path, code: str, progress: Progress = _silent) -> Review:
    """Review a festival of the mall on its own sales until now, and keep the result. Raises NothingToReview."""
    document, _text = document_of(code)
    refresh(home / "facts")
    return _reviewed(home, home / "facts", code, event_days(document), warm_up_days(document), code, progress)


def review_past(home: Path, first: date, last: date, progress: Progress = _silent) -> Review:
    """Review some days of the past year in the mall's warehouse, and keep the result. Raises NothingToReview."""
    return _reviewed(
        home, home / "warehouse", past_code(first, last), event_of(first, last), 10, "", progress
    )


def past_days(home: Path) -> tuple[date, date] | None:
    """The first and the last day with receipts in the mall's warehouse of a past year; nothing where there is none."""
    store = home / "warehouse"
    found = days(store) if manifest(store) else []
    return (found[0].day, found[-1].day) if found else None


def kept_reviews(home: Path) -> list[KeptReview]:
    """Every review that is kept, the latest event first."""
    found = [kept_review(home, path.stem) for path in (home / "reviews").glob("*.json")]
    there = [each for each in found if each is not None]
    return sorted(there, key=lambda each: (each.review.frame.event.first, each.code), reverse=True)


def kept_review(home: Path, code: str) -> KeptReview | None:
    """The review that is kept under a code; nothing where none is that this program can read."""
    if not CODE.fullmatch(code):
        return None
    try:
        found = msgspec.json.decode((home / "reviews" / f"{code}.json").read_bytes(), type=Review)
    except (FileNotFoundError, msgspec.DecodeError):
        return None
    return KeptReview(code=code, review=found) if found.version == VERSION else None


def _reviewed(
    home: Path, store: Path, code: str, event: Days, waiting: int, festival: str, progress: Progress
) -> Review:
    earlier = [each.review for each in kept_reviews(home) if each.review.frame.event.first < event.first]
    document = document_of(festival)[0] if festival else None
    try:
        facts, frame = read_facts(store), frame_around(event, warm_up=waiting)
        rules = document or latest_document()  # of the past: what our latest rules would have cost then
        made = review(facts, frame, document, earlier, rules=rules, progress=progress)
    except FactsMissing as missing:
        raise NothingToReview from missing
    except FactsRefused as refused:
        raise NothingToReview(tuple(each.code for each in refused.findings)) from refused
    folder = home / "reviews"
    folder.mkdir(parents=True, exist_ok=True)
    temporary = folder / f".{code}.json.tmp"
    temporary.write_bytes(as_json(made))
    temporary.replace(folder / f"{code}.json")
    return made
