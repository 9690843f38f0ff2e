"""After a drive: does the database say what the lane said? (P1, P2, P3, P6, P7.) Django must be set up."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator

from feria.drive.rush.figures import Checked, Figures, Finding
from feria.mall.orders import api as orders
from feria.mall.stock import api as stock

_State = stock.Hold.State


def verify(session: str, run: str, figures: Figures) -> Checked:
    """Compare what was answered with what is stored. The drive's claims are those whose keys begin with ``run``."""
    found = stock.rush_figures(session)
    mine = stock.Hold.objects.filter(claimant__startswith=f"{session}/{run}-").select_related("item__product")
    stored = _by_claimant(mine)
    findings = [
        *_no_oversell(session),
        *_answered_is_stored(session, figures, stored),
        *_limits(session),
        *_paid_is_allocated(session, figures, stored),
    ]
    live = [hold for hold in mine if hold.state != _State.RELEASED]
    return Checked(
        claims=len(stored),
        units=sum(hold.quantity for hold in live),
        sold=sum(good.sold for good in found.goods),
        left=sum(good.left for good in found.goods),
        findings=tuple(findings),
    )


def _by_claimant(holds: object) -> dict[str, list[stock.Hold]]:
    rows: dict[str, list[stock.Hold]] = {}
    for hold in holds:  # type: ignore[attr-defined]
        rows.setdefault(hold.claimant, []).append(hold)
    return rows


def _no_oversell(session: str) -> Iterator[Finding]:
    """P1: the session took no more than its units, and its counters are its holds added up."""
    live = stock.Hold.objects.filter(session__code=session).exclude(state=_State.RELEASED)
    taken: Counter[str] = Counter()
    for sku, units in live.values_list("item__product__sku", "quantity"):
        taken[sku] += units
    for good in stock.rush_figures(session).goods:
        if good.units is not None and taken[good.sku] > good.units:
            yield _found("oversold", good.sku, f"{good.units} at most", taken[good.sku])
        if good.taken != taken[good.sku]:
            yield _found("counter", good.sku, f"{taken[good.sku]} in holds", good.taken)
    for item in stock.StockItem.objects.filter(rushes__session__code=session).select_related("product"):
        claimed = item.held + item.sold + item.set_aside
        if claimed > item.received:
            yield _found("oversold", item.product.sku, f"{item.received} received", claimed)


def _answered_is_stored(
    session: str, figures: Figures, stored: dict[str, list[stock.Hold]]
) -> Iterator[Finding]:
    """P7: every claim answered "held" is there as it was asked; P3: nothing is there that was refused, or twice."""
    for key, kept in figures.held.items():
        holds = stored.get(f"{session}/{key}", [])
        there = {hold.item.product.sku: hold.quantity for hold in holds}
        if there != kept.units or {hold.member for hold in holds} - {kept.member}:
            yield _found("answered-held", key, f"{kept.member} {kept.units}", there)
    known = {f"{session}/{key}" for key in (*figures.held, *figures.open)}
    for claimant in stored.keys() - known:
        yield _found("refused-but-held", claimant, "nothing", "a hold")


def _limits(session: str) -> Iterator[Finding]:
    """P6: no member has more than one may, of any product or of all."""
    row = stock.RushSession.objects.get(code=session)
    of_good = {good.sku: good.units_per_member for good in stock.rush_figures(session).goods}
    live = stock.Hold.objects.filter(session=row).exclude(state=_State.RELEASED)
    has: Counter[tuple[str, str]] = Counter()
    over_all: Counter[str] = Counter()
    for member, sku, units in live.values_list("member", "item__product__sku", "quantity"):
        has[member or "", sku] += units
        over_all[member or ""] += units
    for (member, sku), units in has.items():
        limit = of_good.get(sku)
        if limit is not None and units > limit:
            yield _found("limit", f"{member} {sku}", f"{limit} at most", units)
    if row.units_per_member is not None:
        for member, units in over_all.items():
            if units > row.units_per_member:
                yield _found("limit", member, f"{row.units_per_member} at most", units)


def _paid_is_allocated(
    session: str, figures: Figures, stored: dict[str, list[stock.Hold]]
) -> Iterator[Finding]:
    """P2: what was paid is allocated to its order, and nothing is that was not."""
    keys = {number: f"{session}/{key}" for key, number in figures.orders.items()}
    states = dict(orders.Order.objects.filter(claimant__in=stored).values_list("claimant", "state"))
    for number in figures.paid:
        claimant = keys[number]
        held_as = {hold.state for hold in stored.get(claimant, [])}
        if states.get(claimant) != orders.Order.State.PAID or held_as != {_State.ALLOCATED}:
            found = f"order {states.get(claimant)}, holds {sorted(held_as)}"
            yield _found("paid-is-allocated", number, "paid, allocated", found)
    for claimant, holds in stored.items():
        is_sold = any(hold.state == _State.ALLOCATED for hold in holds)
        if is_sold and states.get(claimant) != orders.Order.State.PAID:
            yield _found("allocated-unpaid", claimant, "a paid order", states.get(claimant))


def _found(rule: str, subject: str, expected: object, found: object) -> Finding:
    return Finding(rule=rule, subject=subject, expected=str(expected), found=str(found))
