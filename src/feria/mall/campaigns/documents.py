"""The documents in force, read once per process and per text.

Each call asks the database, in one query, which versions are applied and whether an operator overrides a phase;
the digests say whether what this process has read is still it. So every worker follows an apply at once. A page that
only reads, and whoever orders, looks once for all its questions (``one_look``): what it says or agrees is then of one moment.
"""

from __future__ import annotations

import logging
import threading
from collections.abc import Callable, Hashable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from typing import TypeVar

from feria.festival import Document, load
from feria.mall.campaigns.models import Festival, FestivalVersion
from feria.pricing import Plan, compile_plan

log = logging.getLogger(__name__)

_KEPT = 32
_changing = threading.Lock()
_documents: dict[str, Document | None] = {}
_plans: dict[tuple[str, ...], Plan] = {}
_K = TypeVar("_K", bound=Hashable)
_V = TypeVar("_V")


@dataclass(frozen=True, slots=True, kw_only=True)
class InForce:
    """An applied festival: its document, and the phase and period an operator has switched to ("" for none)."""

    code: str
    version: int
    digest: str
    document: Document
    override_phase: str = ""
    override_period: str = ""


_look: ContextVar[list[tuple[InForce, ...]] | None] = ContextVar(
    "festivals in force, once seen", default=None
)


@contextmanager
def one_look() -> Iterator[None]:
    """Within it the database is asked once, at the first question, which festivals are in force: what is opened or

    withdrawn later is not seen. One look inside another is a look of its own.
    """
    token = _look.set([])
    try:
        yield
    finally:
        _look.reset(token)


def in_force() -> tuple[InForce, ...]:
    """The applied festivals in the order they start."""
    seen = _look.get()
    if seen is None:
        return _applied()
    if not seen:
        seen.append(_applied())
    return seen[0]


def _applied() -> tuple[InForce, ...]:
    applied = Festival.objects.exclude(applied=None).order_by("starts_at", "code")
    columns = (
        "code",
        "applied_id",
        "applied__number",
        "applied__digest",
        "override__phase",
        "override__period",
    )
    found = []
    for code, version_id, number, digest, phase, period in applied.values_list(*columns):
        document = read_document(digest, version_id)
        if document is not None:
            found.append(
                InForce(
                    code=code,
                    version=number,
                    digest=digest,
                    document=document,
                    override_phase=phase or "",
                    override_period=period or "",
                )
            )
    return tuple(found)


def documents_in_force() -> tuple[Document, ...]:
    """The documents of the applied festivals in the order they start."""
    return tuple(festival.document for festival in in_force())


def read_document(digest: str, version_id: int) -> Document | None:
    """The document of a version; None if this release can no longer read a text that an older one accepted.

    Such a festival is left out, and loudly: a mall that sells at listed prices is better than one that is down.
    """
    return _kept(_documents, digest, lambda: _parsed(version_id))


def remember(digest: str, document: Document) -> None:
    """Spare this process the reading of a text that it has just read."""
    _kept(_documents, digest, lambda: document)


def _parsed(version_id: int) -> Document | None:
    version = FestivalVersion.objects.select_related("festival").get(pk=version_id)
    name = f"{version.festival.code} version {version.number}"
    loaded = load(version.text, name=name)
    if loaded.document is None:
        log.error(
            "festival %s cannot be read by this release: %s", name, [p.message for p in loaded.problems]
        )
    return loaded.document


def plan_of(festivals: tuple[InForce, ...]) -> Plan:
    """Their promotions ready to price carts, coupons' promotions included; compiled once."""
    return _kept(
        _plans,
        tuple(festival.digest for festival in festivals),
        lambda: compile_plan([p for festival in festivals for p in festival.document.all_promotions]),
    )


def _kept(store: dict[_K, _V], key: _K, make: Callable[[], _V]) -> _V:
    """What was made for the key, made now if it was not. The oldest goes when there are too many.

    Two threads may both make it, which is harmless; only the changing of the store is one at a time.
    """
    try:
        return store[key]
    except KeyError:
        made = make()
    with _changing:
        while len(store) >= _KEPT:
            del store[next(iter(store))]
        store[key] = made
    return made
