"""What the operator's console lists: every festival with its state, and how two versions differ."""

from __future__ import annotations

import difflib
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Literal, Protocol

from feria.festival import Document, Moment
from feria.mall.campaigns.documents import InForce, read_document
from feria.mall.campaigns.models import Festival
from feria.mall.campaigns.selectors import document_of, festivals, moment_of

State = Literal["draft", "withdrawn", "upcoming", "running", "over"]


@dataclass(frozen=True, slots=True, kw_only=True)
class FestivalRow:
    """A festival as the console lists it. ``document`` is None when this release cannot read its text."""

    code: str
    state: State
    starts_at: datetime
    ends_at: datetime
    applied: int | None
    versions: int
    document: Document | None
    moment: Moment | None
    is_overridden: bool


def festival_rows(now: datetime) -> tuple[FestivalRow, ...]:
    """All festivals for the console, latest first."""
    return tuple(_row(festival, now) for festival in festivals().prefetch_related("versions"))


def _row(festival: Festival, now: datetime) -> FestivalRow:
    versions = list(festival.versions.all())
    shown = festival.applied or (versions[-1] if versions else None)
    document = read_document(shown.digest, shown.pk) if shown else None
    override = getattr(festival, "override", None)
    moment = None
    if document and festival.applied:
        phase, period = (override.phase, override.period) if override else ("", "")
        moment = moment_of(
            InForce(
                code=festival.code,
                version=festival.applied.number,
                digest=festival.applied.digest,
                document=document,
                override_phase=phase,
                override_period=period,
            ),
            now,
        )
    return FestivalRow(
        code=festival.code,
        state=_state(festival, now),
        starts_at=document.starts_at if document else festival.starts_at,
        ends_at=document.ends_at if document else festival.ends_at,
        applied=festival.applied.number if festival.applied else None,
        versions=len(versions),
        document=document,
        moment=moment,
        is_overridden=override is not None,
    )


def _state(festival: Festival, now: datetime) -> State:
    if festival.applied is None:
        return "withdrawn" if festival.first_applied_at else "draft"
    if now < festival.starts_at:
        return "upcoming"
    return "running" if now < festival.ends_at else "over"


@dataclass(frozen=True, slots=True, kw_only=True)
class Change:
    """One thing that two versions say differently: a promotion, coupon, phase or venue, by its id."""

    kind: Literal["promotion", "coupon", "phase", "venue", "rush"]
    id: str
    how: Literal["added", "removed", "changed"]


@dataclass(frozen=True, slots=True, kw_only=True)
class DiffLine:
    """A line of the text: ``mark`` is "+", "-", " " or "@" for a gap. Numbers count from 1, 0 where there is no line."""

    mark: str
    text: str
    before: int = 0
    after: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class VersionDiff:
    changes: tuple[Change, ...]
    lines: tuple[DiffLine, ...]


def diff(code: str, before: int, after: int) -> VersionDiff:
    """What changed from one version of a festival to another, in meaning and in text. Raises FestivalUnknown."""
    old, old_text = document_of(code, before)
    new, new_text = document_of(code, after)
    changes = [
        *_changes("phase", old.phases, new.phases),
        *_changes("promotion", old.promotions, new.promotions),
        *_changes(
            "coupon", [_Named(c.code, c) for c in old.coupons], [_Named(c.code, c) for c in new.coupons]
        ),
        *_changes("venue", old.venues, new.venues),
        *_changes("rush", old.rushes, new.rushes),
    ]
    return VersionDiff(changes=tuple(changes), lines=tuple(_lines(old_text, new_text)))


class _HasId(Protocol):
    @property
    def id(self) -> str: ...


@dataclass(frozen=True)
class _Named:
    """A coupon's design under the name ``id``, which it calls its code."""

    id: str
    design: object


def _changes(
    kind: Literal["promotion", "coupon", "phase", "venue", "rush"],
    old: Iterable[_HasId],
    new: Iterable[_HasId],
) -> Iterable[Change]:
    before, after = {each.id: each for each in old}, {each.id: each for each in new}
    for id in [*before, *(id for id in after if id not in before)]:  # noqa: A001
        if id not in after:
            yield Change(kind=kind, id=id, how="removed")
        elif id not in before:
            yield Change(kind=kind, id=id, how="added")
        elif before[id] != after[id]:
            yield Change(kind=kind, id=id, how="changed")


def _lines(old: str, new: str, around: int = 3) -> Iterable[DiffLine]:
    before, after = old.splitlines(), new.splitlines()
    groups = difflib.SequenceMatcher(a=before, b=after, autojunk=False).get_grouped_opcodes(around)
    for number, group in enumerate(groups):
        if number:
            yield DiffLine(mark="@", text="")
        for tag, i, i_end, j, j_end in group:
            if tag == "equal":
                for step in range(i_end - i):
                    yield DiffLine(mark=" ", text=before[i + step], before=i + step + 1, after=j + step + 1)
                continue
            for line in range(i, i_end):
                yield DiffLine(mark="-", text=before[line], before=line + 1)
            for line in range(j, j_end):
                yield DiffLine(mark="+", text=after[line], after=line + 1)
