"""What is in force, and what was."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

import msgspec
from django.db.models import QuerySet

from feria.festival import CouponDesign, Document, Moment, Period, Phase
from feria.mall.campaigns.documents import InForce, in_force, plan_of, read_document
from feria.mall.campaigns.errors import FestivalUnknown
from feria.mall.campaigns.models import Festival, FestivalVersion
from feria.pricing import Plan, Promotion


@dataclass(frozen=True, slots=True, kw_only=True)
class Current:
    """The festival that the storefront dresses for: its document, and where in it we are."""

    code: str
    document: Document
    moment: Moment
    is_overridden: bool = False


def current(now: datetime) -> Current | None:
    """The festival running at ``now`` (of several, the one that started last), or the one an operator overrides."""
    festivals = in_force()
    overridden = [festival for festival in festivals if festival.override_phase]
    running = [f for f in festivals if f.document.starts_at <= now < f.document.ends_at]
    chosen = (overridden or running)[-1:]
    if not chosen:
        return None
    festival = chosen[0]
    return Current(
        code=festival.code,
        document=festival.document,
        moment=moment_of(festival, now),
        is_overridden=bool(festival.override_phase),
    )


def upcoming(now: datetime) -> Document | None:
    """The next festival that is in force but has not begun."""
    return next((f.document for f in in_force() if f.document.starts_at > now), None)


def moment_of(festival: InForce, now: datetime) -> Moment:
    """Where the clock says we are, or where the operator says."""
    moment = festival.document.phase_at(now)
    phase = next((each for each in festival.document.phases if each.id == festival.override_phase), None)
    if phase is None:
        return moment
    return msgspec.structs.replace(moment, phase=phase, period=_period(phase, festival.override_period, now))


def _period(phase: Phase, period: str, now: datetime) -> Period | None:
    """The overriding period; on a phase of several days the one that is nearest to ``now``."""
    named = [each for each in phase.periods if each.id == period]
    return min(named, key=lambda each: abs(each.start_at - now), default=None)


def plan(now: datetime) -> Plan:
    """The promotions that can price a cart at ``now`` or later, of all festivals in force, compiled once per process.

    Festivals that are over are left out; those to come are in, so that a quote can say "not yet".
    """
    return plan_of(tuple(festival for festival in in_force() if _last_instant(festival.document) > now))


def _last_instant(document: Document) -> datetime:
    ends = [window.end_at for promotion in document.all_promotions for window in promotion.windows]
    return max([document.ends_at, *ends])


def promotions_in_force(now: datetime, shop: str | None = None) -> tuple[Promotion, ...]:
    """The promotions that run at ``now``; for a shop its own and the mall's."""
    running = (p for festival in in_force() for p in festival.document.promotions_at(now))
    return tuple(p for p in running if shop is None or p.shop in ("", shop))


def coupon_designs() -> tuple[CouponDesign, ...]:
    """The coupons of all festivals in force."""
    return tuple(design for festival in in_force() for design in festival.document.coupons)


def festivals() -> QuerySet[Festival]:
    """Every festival ever kept, latest first, with the version in force."""
    return Festival.objects.select_related("applied", "override")


def versions_of(code: str) -> QuerySet[FestivalVersion]:
    """The versions of a festival, latest first."""
    return (
        FestivalVersion.objects.filter(festival__code=code)
        .select_related("festival", "made_by")
        .order_by("-number")
    )


def document_of(code: str, version: int | None = None) -> tuple[Document, str]:
    """A festival's document and its text as written: the version asked for, else the one in force, else the latest.

    Raises FestivalUnknown.
    """
    row = _version(code, version)
    document = read_document(row.digest, row.pk) if row else None
    if row is None or document is None:
        raise FestivalUnknown(code, version)
    return document, row.text


def latest_document() -> Document | None:
    """The document of the festival in force that starts last, if any is in force."""
    found = in_force()
    return max((each.document for each in found), key=lambda each: each.starts_at, default=None)


def _version(code: str, number: int | None) -> FestivalVersion | None:
    versions = versions_of(code)
    if number is not None:
        return versions.filter(number=number).first()
    festival = festivals().filter(code=code).first()
    return festival.applied if festival and festival.applied else versions.first()
