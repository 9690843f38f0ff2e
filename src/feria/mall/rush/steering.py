"""What people do to sessions by hand: plan one more, stop it, let it run longer, give it more units.

Each deed stands in the audit trail beside who did it. Whether they may is the caller's matter.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from datetime import datetime
from zoneinfo import ZoneInfo

import msgspec
from django.contrib.auth.models import AbstractBaseUser
from django.db import transaction

from feria.festival import Document, WishedRush, with_rush
from feria.festival.rushes import LONGEST_CODE, session_code
from feria.mall.campaigns import api as campaigns
from feria.mall.kit import api as kit
from feria.mall.rush.errors import NoFestivalThen
from feria.mall.rush.festivals import open_festival
from feria.mall.stock import api as stock

WRITTEN = "%Y-%m-%d %H:%M"
"""How a document writes an instant, in its own time zone."""


def plan_session(
    wish: WishedRush, opens_at: datetime, closes_at: datetime, prefix: str, by: AbstractBaseUser | None
) -> str:
    """Add a session to the festival that is in force at its start, as a new version of its document; its code.

    ``wish.id``, ``opens`` and ``closes`` are filled in here; ``prefix`` begins the id. Units are set aside at once.
    Raises NoFestivalThen; NotAList; campaigns.FestivalRefused with everything that is wrong. Then nothing has changed.
    """
    with transaction.atomic():
        festival = _festival_at(opens_at)
        # Two who plan at the same moment must not each write a version without the other's session.
        campaigns.Festival.objects.select_for_update().get(code=festival)
        document, text = campaigns.document_of(festival)
        zone = ZoneInfo(document.time_zone)
        written = msgspec.structs.replace(
            wish,
            id=_new_id(prefix, opens_at.astimezone(zone), document),
            opens=opens_at.astimezone(zone).strftime(WRITTEN),
            closes=closes_at.astimezone(zone).strftime(WRITTEN),
        )
        open_festival(with_rush(text, written), by)
        code = session_code(festival, written.id)
        kit.record(by, "rush.session_planned", code, {"name": wish.name})
        return code


def stop_session(code: str, by: AbstractBaseUser | None) -> stock.RushSession:
    """Sell nothing more from now on; what is held stays held until paid or due. Raises stock.NoSuchRush."""
    with transaction.atomic():
        row = stock.end_rush(code)
        kit.record(by, "rush.session_stopped", code, {"closes_at": row.closes_at.isoformat()})
        return row


def extend_session(code: str, closes_at: datetime, by: AbstractBaseUser | None) -> stock.RushSession:
    """Let it end at another instant to come; one that was stopped or is over sells again.

    Raises stock.NoSuchRush, stock.StockShort, ValueError.
    """
    with transaction.atomic():
        row = stock.extend_rush(code, closes_at)
        kit.record(by, "rush.session_extended", code, {"closes_at": closes_at.isoformat()})
        return row


def add_stock(code: str, sku: str, units: int, by: AbstractBaseUser | None) -> stock.RushItem:
    """Set more units aside for it. Raises stock.StockShort, stock.RushOver, stock.NoSuchRush, ValueError."""
    with transaction.atomic():
        row = stock.add_units(code, sku, units)
        kit.record(by, "rush.units_added", code, {"sku": sku, "units": units})
        return row


def _festival_at(opens_at: datetime) -> str:
    """The festival in force that runs then; of several, the one that starts last, as the storefront has it."""
    running = [
        document
        for document in campaigns.documents_in_force()
        if document.starts_at <= opens_at < document.ends_at
    ]
    if not running:
        raise NoFestivalThen([_span(document) for document in campaigns.documents_in_force()])
    return max(running, key=lambda document: document.starts_at).id


def _span(document: Document) -> tuple[str, datetime, datetime]:
    return document.id, document.starts_at, document.ends_at


def _new_id(prefix: str, opens: datetime, document: Document) -> str:
    """Short enough for the session's code, and another than those there are: "groc-111000", then "groc-111000-2"."""
    room = LONGEST_CODE - len(session_code(document.id, "")) - len("-ddhhmm-9")
    stem = f"{_slug(prefix)[: max(room, 1)].rstrip('-')}-{opens:%d%H%M}"
    return next(each for each in _numbered(stem) if each not in {rush.id for rush in document.rushes})


def _numbered(stem: str) -> Iterable[str]:
    yield stem
    for number in range(2, 1_000):
        yield f"{stem}-{number}"


def _slug(text: str) -> str:
    return re.sub(r"[^a-z0-9]+", "-", text.lower()).strip("-") or "rush"
