"""Keeping, applying and withdrawing festivals; switching what the storefront shows.

Coupons and rush sessions stand above this room. To open or close a festival for shoppers use
``rush.api.open_festival`` and ``close_festival``, which do all of it in one transaction.
"""

from __future__ import annotations

import hashlib

from django.contrib.auth.models import AbstractBaseUser
from django.db import transaction
from django.db.models import Max

from feria.festival import Document
from feria.mall.campaigns.checking import sound_document
from feria.mall.campaigns.documents import read_document, remember
from feria.mall.campaigns.errors import FestivalUnknown, PhaseUnknown
from feria.mall.campaigns.models import Festival, FestivalVersion, PhaseOverride
from feria.mall.kit import api as kit


def keep(text: str, by: AbstractBaseUser | None) -> FestivalVersion:
    """Keep a sound document as a version without applying it; the same text is the same version.

    Raises FestivalRefused.
    """
    document = sound_document(text)
    with transaction.atomic():
        return _version(_locked(document), document, text, by)


def apply(text: str, by: AbstractBaseUser | None) -> FestivalVersion:
    """Put this document in force in place of the festival's earlier version. Applying it again changes nothing (R1.5).

    Raises FestivalRefused with everything that is wrong; then nothing has changed.
    """
    document = sound_document(text)
    with transaction.atomic():
        festival = _locked(document)
        version = _version(festival, document, text, by)
        if festival.applied_id == version.pk:
            return version
        before = festival.applied.number if festival.applied else None
        festival.applied = version
        festival.starts_at, festival.ends_at = document.starts_at, document.ends_at
        festival.first_applied_at = festival.first_applied_at or kit.now()
        festival.save()
        _drop_stale_override(festival, document)
        detail = {
            "code": festival.code,
            "version": version.number,
            "instead_of": before,
            "digest": version.digest,
        }
        kit.record(by, "campaigns.festival_applied", festival.code, detail)
        kit.emit("campaigns.festival_applied", festival.code, detail)
        return version


def withdraw(code: str, by: AbstractBaseUser | None) -> Festival:
    """Take the festival out of force; its versions stay. Doing it again changes nothing. Raises FestivalUnknown."""
    with transaction.atomic():
        festival = Festival.objects.select_for_update().filter(code=code).first()
        if festival is None:
            raise FestivalUnknown(code)
        if festival.applied_id is None:
            return festival
        detail = {"code": code, "version": FestivalVersion.objects.get(pk=festival.applied_id).number}
        festival.applied = None
        festival.save(update_fields=["applied"])
        PhaseOverride.objects.filter(festival=festival).delete()
        kit.record(by, "campaigns.festival_withdrawn", code, detail)
        kit.emit("campaigns.festival_withdrawn", code, detail)
        return festival


def override_phase(code: str, phase: str, period: str, by: AbstractBaseUser | None) -> PhaseOverride:
    """Let the storefront show this phase (and period, "" for none) at once, until it is lifted (R1.2). Prices do not move.

    Raises FestivalUnknown unless the festival is applied, PhaseUnknown for a phase or period it does not have.
    """
    with transaction.atomic():
        festival = Festival.objects.select_for_update().filter(code=code).exclude(applied=None).first()
        if festival is None or festival.applied is None:
            raise FestivalUnknown(code)
        document = read_document(festival.applied.digest, festival.applied.pk)
        if document is None:
            raise FestivalUnknown(code)
        _check_phase(document, phase, period)
        row, _made = PhaseOverride.objects.update_or_create(
            festival=festival, defaults={"phase": phase, "period": period, "set_at": kit.now(), "set_by": by}
        )
        kit.record(by, "campaigns.phase_overridden", code, {"phase": phase, "period": period})
        return row


def lift_override(code: str, by: AbstractBaseUser | None) -> bool:
    """Let the clock decide again what is shown. False when nothing was overridden."""
    with transaction.atomic():
        lifted, _rows = PhaseOverride.objects.filter(festival__code=code).delete()
        if lifted:
            kit.record(by, "campaigns.override_lifted", code)
    return bool(lifted)


def _locked(document: Document) -> Festival:
    """The festival's row, made if need be, locked so that versions are numbered one after another."""
    span = {"starts_at": document.starts_at, "ends_at": document.ends_at}
    Festival.objects.get_or_create(code=document.id, defaults=span)
    return Festival.objects.select_for_update().get(code=document.id)


def _version(
    festival: Festival, document: Document, text: str, by: AbstractBaseUser | None
) -> FestivalVersion:
    digest = hashlib.sha256(text.encode()).hexdigest()
    remember(digest, document)
    found = festival.versions.filter(digest=digest).first()
    if found:
        return found
    last = festival.versions.aggregate(last=Max("number"))["last"] or 0
    return FestivalVersion.objects.create(
        festival=festival,
        number=last + 1,
        text=text,
        digest=digest,
        made_at=kit.database_now(),
        made_by_id=by.pk if by else None,
    )


def _check_phase(document: Document, phase: str, period: str) -> None:
    found = next((each for each in document.phases if each.id == phase), None)
    if found is None:
        raise PhaseUnknown(phase, [each.id for each in document.phases])
    if period and period not in {each.id for each in found.periods}:
        raise PhaseUnknown(period, list(dict.fromkeys(each.id for each in found.periods)))


def _drop_stale_override(festival: Festival, document: Document) -> None:
    """An override of a phase that the new version no longer has ends with the version that had it."""
    row = PhaseOverride.objects.filter(festival=festival).first()
    if row is None:
        return
    try:
        _check_phase(document, row.phase, row.period)
    except PhaseUnknown:
        row.delete()
