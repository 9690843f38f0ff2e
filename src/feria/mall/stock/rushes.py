"""Rush sessions as the teller sells them: when, what, how many, how many for one member, and who comes in early.

Every change locks the session's row first, as the teller does, so that no claim is judged by half a change; and its items
before it changes anything of its products, as whoever pays for a claim does.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.db import transaction
from django.db.models import Q

from feria.mall.catalog.api import Product
from feria.mall.kit.api import now as mall_now
from feria.mall.stock.errors import NoSuchRush, RushOver
from feria.mall.stock.locks import lock_sessions
from feria.mall.stock.models import RushItem, RushSession
from feria.mall.stock.sessions import arrange
from feria.mall.stock.teller.claims import is_name

PAYMENT_WINDOW = timedelta(minutes=15)
LONGEST_CODE = 32


@dataclass(frozen=True, kw_only=True)
class RushTerms:
    """Of one product in one session: units set aside for it, units one member may have (None: no such limit).

    Without ``units`` nothing is set aside: the session sells what is free, beside everybody else.
    """

    units: int | None = None
    units_per_member: int | None = None


@dataclass(frozen=True, kw_only=True)
class EarlyAccess:
    """Members of this level or a higher one may claim from this instant of the mall's clock on."""

    level: int
    opens_at: datetime


@transaction.atomic
def plan_rush(
    code: str,
    opens_at: datetime,
    closes_at: datetime,
    products: Mapping[Product, RushTerms],
    units_per_member: int | None = None,
    hold_for: timedelta = PAYMENT_WINDOW,
    early: EarlyAccess | None = None,
) -> RushSession:
    """Open a session to the teller, from ``opens_at`` until before ``closes_at`` on the mall's clock.

    Its units are set aside now; nobody else can have them any more. ``units_per_member`` is over all its products.
    Raises StockShort naming every product of which fewer are free; ValueError; IntegrityError when there is one of
    that code.
    """
    _check(code, opens_at, closes_at, products, early)
    session = RushSession(code=code, plan=_plan(products, opens_at, closes_at, early))
    _set_window(session, opens_at, closes_at, early)
    session.hold_seconds, session.units_per_member = int(hold_for.total_seconds()), units_per_member
    session.save()
    lock_sessions([code], _ids(products))
    for product, terms in products.items():
        _offer(session, product, terms)
    arrange(session, is_over=closes_at <= mall_now())
    return session


@transaction.atomic
def replan_rush(
    code: str,
    opens_at: datetime,
    closes_at: datetime,
    products: Mapping[Product, RushTerms],
    units_per_member: int | None = None,
    hold_for: timedelta = PAYMENT_WINDOW,
    early: EarlyAccess | None = None,
) -> RushSession:
    """Plan a session that may have been planned before: a festival is applied again.

    What is as it was in the plan before is left as it stands: a session stopped, extended or given more units stays so
    until the plan says otherwise. A product's units change by as many as the plan's do, never below what is taken.
    Raises StockShort, ValueError.
    """
    session = lock_sessions([code], _ids(products)).get(code)
    if session is None:
        return plan_rush(code, opens_at, closes_at, products, units_per_member, hold_for, early)
    _check(code, opens_at, closes_at, products, early)
    before, plan = session.plan, _plan(products, opens_at, closes_at, early)
    if plan["window"] != before.get("window"):
        _set_window(session, opens_at, closes_at, early)
    session.hold_seconds, session.units_per_member = int(hold_for.total_seconds()), units_per_member
    session.plan = plan
    session.save()
    planned = before.get("units", {})
    units = {
        product.pk: _offer_again(session, product, terms, planned.get(product.sku))
        for product, terms in products.items()
    }
    session.items.exclude(item__product__in=products).update(is_offered=False)
    arrange(session, is_over=session.closes_at <= mall_now(), units=units)
    return session


@transaction.atomic
def add_units(code: str, sku: str, units: int) -> RushItem:
    """Set more units aside for a product of a session. Raises StockShort, RushOver, NoSuchRush, ValueError."""
    if units <= 0:
        raise ValueError(f"one unit or more is added, not {units}")
    session = _locked(code)
    row = session.items.filter(item__product__sku=sku, is_offered=True).first()
    if row is None or row.units is None:
        raise NoSuchRush(code, sku)
    if session.closes_at <= mall_now():
        raise RushOver(code)
    arrange(session, is_over=False, units={row.item_id: row.units + units})
    row.refresh_from_db()
    return row


@transaction.atomic
def extend_rush(code: str, closes_at: datetime) -> RushSession:
    """Let a session end at another instant to come; one that is over or was stopped sells again.

    Raises StockShort when what it gave back is no longer free; NoSuchRush; ValueError.
    """
    session = _locked(code)
    if session.plan:  # stopped before its start, it starts when it was to start
        session.opens_at = datetime.fromisoformat(session.plan["window"][0])
        session.early_opens_at = _instant(session.plan["window"][2])
    if closes_at <= max(mall_now(), session.opens_at):
        raise ValueError(f"a session ends after its start, at an instant to come, not at {closes_at}")
    session.closes_at = closes_at
    session.save(update_fields=["opens_at", "early_opens_at", "closes_at"])
    arrange(session, is_over=False)
    return session


@transaction.atomic
def end_rush(code: str) -> RushSession:
    """End a session now: what nobody claimed is free again; what is held stays held until paid or due.

    Ended twice, the first end stands. Raises NoSuchRush.
    """
    session, now = _locked(code), mall_now()
    if now < session.closes_at:
        session.closes_at, session.opens_at = now, min(session.opens_at, now)
        if session.early_opens_at is not None:
            session.early_opens_at = min(session.early_opens_at, now)
        session.save(update_fields=["opens_at", "early_opens_at", "closes_at"])
    arrange(session, is_over=True)
    return session


def close_out_due(now: datetime) -> list[str]:
    """Give back what sessions that are over by ``now`` (the mall's clock) kept aside; answers their codes.

    And the other way round for those that are not over any more, because the mall's clock was moved back: they get
    as much as is free. A transaction for each session; it may run anywhere, any number of times, also beside itself.
    """
    over = Q(closed_out_at=None, session__closes_at__lte=now)
    back = Q(closed_out_at__isnull=False, session__closes_at__gt=now)
    codes = RushItem.objects.filter(over | back).values_list("session__code", flat=True).distinct()
    for code in sorted(codes):
        with transaction.atomic():
            session = _locked(code)
            arrange(session, is_over=session.closes_at <= now, as_far_as_it_goes=True)
    return sorted(codes)


def _locked(code: str) -> RushSession:
    try:
        return RushSession.objects.select_for_update().get(code=code)
    except RushSession.DoesNotExist:
        raise NoSuchRush(code) from None


def _check(
    code: str,
    opens_at: datetime,
    closes_at: datetime,
    products: Mapping[Product, RushTerms],
    early: EarlyAccess | None,
) -> None:
    if not is_name(code) or len(code) > LONGEST_CODE or closes_at < opens_at:
        raise ValueError(
            f"a session is named by 1 to {LONGEST_CODE} ASCII letters, digits and _ . : - "
            f"and does not end before it starts: {code}"
        )
    if early is not None and (early.opens_at > opens_at or early.level < 0):
        raise ValueError(f"early access begins before the session does: {code}")
    if any(terms.units is not None and terms.units < 0 for terms in products.values()):
        raise ValueError(f"units set aside are none or more: {code}")


def _plan(
    products: Mapping[Product, RushTerms], opens_at: datetime, closes_at: datetime, early: EarlyAccess | None
) -> dict[str, Any]:
    """What later plans are compared with."""
    early_at, level = (early.opens_at, early.level) if early else (None, None)
    instants = [instant and instant.isoformat() for instant in (opens_at, closes_at, early_at)]
    return {
        "window": [*instants, level],
        "units": {product.sku: terms.units for product, terms in products.items()},
    }


def _ids(products: Iterable[Product]) -> list[int]:
    return [product.pk for product in products]


def _instant(text: str | None) -> datetime | None:
    return datetime.fromisoformat(text) if text else None


def _set_window(
    session: RushSession, opens_at: datetime, closes_at: datetime, early: EarlyAccess | None
) -> None:
    session.opens_at, session.closes_at = opens_at, closes_at
    session.early_opens_at = early.opens_at if early else None
    session.early_level = early.level if early else None


def _offer(session: RushSession, product: Product, terms: RushTerms) -> None:
    """The product's item is locked, and so it is there."""
    RushItem.objects.create(
        session=session, item_id=product.pk, units=terms.units, units_per_member=terms.units_per_member
    )


def _offer_again(session: RushSession, product: Product, terms: RushTerms, planned: int | None) -> int | None:
    """How many units the session is to sell, where the plan before said ``planned`` (or did not name the product)."""
    row = session.items.filter(item_id=product.pk).first()
    if row is None:
        _offer(session, product, terms)
        return terms.units
    was_offered = row.is_offered
    row.units_per_member, row.is_offered = terms.units_per_member, True
    row.save(update_fields=["units_per_member", "is_offered"])
    if not was_offered or terms.units is None or row.units is None or planned is None:
        return terms.units
    return row.units + terms.units - planned
