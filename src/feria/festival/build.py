"""From what was read to a draft of the document.

A part is built whenever its essentials could be read, so that later checks find problems in it too; whether the
document as a whole is sound is decided at the end, by whether any error was reported.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from feria.festival.document import (
    PERIOD_KINDS,
    PERIOD_NAMES,
    PHASE_KINDS,
    Channel,
    CouponDesign,
    Milestone,
    Period,
    Phase,
    Target,
    Task,
    Venue,
)
from feria.festival.draft import Draft, Placed
from feria.festival.instants import show
from feria.festival.shapes import BAD, Bad, Reading, Values
from feria.festival.windows import Calendar, Span, day_span, hours_within
from feria.pricing import Both, Everything, Funder, Lane, Promotion, Scope, Shops, Window


def draft_of(root: Values, reading: Reading) -> Draft:
    """Every part of the document that could be read."""
    draft = Draft(currency=reading.currency, zone=reading.zone)
    draft.shops = [shop for shop in root.get("shops", []) if shop is not BAD]
    unread = _build_phases(root, draft, reading)
    calendar = Calendar((each.value for each in draft.phases), unread, reading)
    offers = _Offers(draft, calendar, reading)
    for values in _records(root, "promotions"):
        offers.note(values)
        offers.promotion(values)
    for values in _records(root, "coupons"):
        offers.note(values)
        offers.coupon(values)
    draft.exclusives = {group: tuple(ids) for group, ids in offers.exclusives.items()}
    draft.venues = [
        Placed(values.path, venue) for values in _records(root, "venues") if (venue := _venue(values))
    ]
    return draft


def _records(root: Values, name: str) -> list[Values]:
    return [each for each in root.get(name, []) if each is not BAD]


def _good(values: Iterable[Any]) -> tuple[Any, ...]:
    return tuple(each for each in values if each is not BAD)


# phases


def _build_phases(root: Values, draft: Draft, reading: Reading) -> set[str]:
    """Fills in the phases; returns the ids of those that could not be read whole, periods included."""
    unread: set[str] = set()
    for values in _records(root, "phases"):
        phase = _phase(values, reading)
        periods = values.get("periods", [])
        if phase is not None:
            draft.phases.append(Placed(values.path, phase))
            for each in _records(values, "periods"):
                draft.period_paths[values.path, each.get("id", "")] = each.path
        if (
            phase is None
            or "periods" in values.broken
            or any(each is BAD or not each.whole for each in periods)
        ):
            unread.add(values.get("id", ""))
    written = root.get("phases", [])
    draft.all_phases_read = bool(written) and len(draft.phases) == len(written)
    return unread


def _phase(values: Values, reading: Reading) -> Phase | None:
    kind = _kind(values, PHASE_KINDS, "phase", reading)
    span = _phase_span(values, reading)
    if kind is BAD or span is BAD or "id" not in values:
        return None
    periods = [
        period
        for each in _records(values, "periods")
        for period in _periods(each, span, values["id"], reading)
    ]
    return Phase(
        id=values["id"],
        kind=kind,
        names=values.get("name", {}),
        intro=values.get("intro", {}),
        start_at=span[0],
        end_at=span[1],
        periods=tuple(sorted(periods, key=lambda each: each.start_at)),
        audiences=_good(values.get("audiences", ())),
        goals=dict(values.get("goals", {})),
        budget=values.get("budget", 0),
        channels=tuple(
            Channel(channel=each["channel"], budget=each.get("budget", 0))
            for each in _records(values, "channels")
            if each.whole
        ),
        tasks=tuple(Task(**each) for each in _records(values, "tasks") if each.whole),
    )


def _kind(values: Values, kinds: tuple[str, ...], record: str, reading: Reading) -> Any:
    """The kind as written, or the id where that is a kind."""
    if "kind" in values:
        return values["kind"]
    if values.get("id") in kinds:
        return values["id"]
    if "id" in values and "kind" not in values.broken:
        reading.report.add(
            "missing-field",
            values.path,
            record=record,
            field="kind",
            expected=", ".join(kinds),
            example=kinds[-1],
        )
    return BAD


def _phase_span(values: Values, reading: Reading) -> Span | Bad:
    if values.broken & {"days", "from", "until"}:
        return BAD
    has_ends = "from" in values or "until" in values
    if "days" in values and has_ends:
        reading.report.add("when-mixed", values.path, found="`days`, `from`/`until`")
        return BAD
    if "days" in values:
        return day_span(values["days"], values.at("days"), reading)
    missing = [name for name in ("from", "until") if name not in values]
    if missing:
        name, example = (missing[0], "2026-11-11 00:00") if has_ends else ("days", "2026-11-01 to 2026-11-10")
        expected = "@instant" if has_ends else "@days"
        reading.report.add(
            "missing-field", values.path, record="phase", field=name, expected=expected, example=example
        )
        return BAD
    start, end = values["from"], values["until"]
    if end <= start:
        zone = reading.zone
        reading.report.add("empty-window", values.at("until"), start=show(start, zone), end=show(end, zone))
        return BAD
    return start, end


def _periods(values: Values, span: Span, phase: str, reading: Reading) -> list[Period]:
    kind = _kind(values, PERIOD_KINDS, "period", reading)
    if kind is BAD or "id" not in values or "hours" not in values:
        return []
    spans = hours_within(span, values["hours"], values.at("hours"), reading)
    if not spans:
        reading.report.add("period-outside-phase", values.path, found=values["id"], phase=phase)
    names = values.get("name") or {each: PERIOD_NAMES[kind][each] for each in reading.languages}
    return [
        Period(id=values["id"], kind=kind, names=names, start_at=start, end_at=end) for start, end in spans
    ]


# promotions and coupons


class _Offers:
    """Builds promotions and coupons into a draft."""

    def __init__(self, draft: Draft, calendar: Calendar, reading: Reading) -> None:
        self.draft, self.calendar, self.reading = draft, calendar, reading
        self.exclusives: dict[str, list[str]] = {}

    def note(self, values: Values) -> None:
        """What others may refer to, even if the rest cannot be read."""
        for name, notes in (("id", self.draft.offer_ids), ("shop", self.draft.offer_shops)):
            if name in values:
                notes.append(Placed(values.at(name), values[name]))

    def promotion(self, values: Values) -> None:
        windows = BAD if "when" in values.broken else self.calendar.windows(values.get("when"))
        lane = Lane(values["lane"]) if "lane" in values else BAD
        if windows is BAD or lane is BAD:
            return
        promotion = self._offer(values, lane, windows)
        if promotion is not None:
            self.draft.promotions.append(Placed(values.path, promotion))

    def coupon(self, values: Values) -> None:
        claim = self._one_window(values, "claim")
        use = self._one_window(values, "use")
        if claim is BAD or use is BAD or "stock" not in values:
            return
        lane = Lane.SHOP_COUPON if values.get("shop") else Lane.MALL_COUPON
        promotion = self._offer(values, lane, (use,), coupon=values.get("id", ""))
        if promotion is None:
            return
        design = CouponDesign(
            code=promotion.id,
            names=promotion.names,
            shop=promotion.shop,
            stock=values["stock"],
            per_member=values.get("per_member", 1),
            claim=claim,
            use=use,
            promotion=promotion,
        )
        self.draft.coupons.append(Placed(values.path, design))

    def _one_window(self, values: Values, name: str) -> Window | Bad:
        if name in values.broken:
            return BAD
        if name not in values and name == "use":
            return BAD  # required: its absence has been reported
        return self.calendar.window(values.get(name), values.at(name), name)

    def _offer(
        self, values: Values, lane: Lane, windows: tuple[Window, ...], coupon: str = ""
    ) -> Promotion | None:
        essentials = {"id", "benefit"}
        if not essentials <= values.keys() or values.broken & {"scope", "conditions", "funders", "shop"}:
            return None
        names: dict[str, str] = values.get("name", {})
        group = values.get("exclusive")
        if group:
            self.exclusives.setdefault(group, []).append(values["id"])
        return Promotion(
            id=values["id"],
            name=names.get(self.reading.languages[0], values["id"]),
            names=names,
            lane=lane,
            benefit=values["benefit"],
            scope=_own_goods(values.get("scope", Everything()), values.get("shop", "")),
            conditions=values.get("conditions", ()),
            windows=windows,
            shop=values.get("shop", ""),
            funders=_funders(values.get("funders")),
            coupon=coupon,
            currency=self.reading.currency,
        )


def _own_goods(scope: Scope, shop: str) -> Scope:
    """A shop's promotion is about that shop's goods only, whatever else its scope says."""
    if not shop:
        return scope
    own = Shops(shops=(shop,))
    return own if isinstance(scope, Everything) else Both(scopes=(own, scope))


def _funders(values: Values | None) -> tuple[Funder, ...]:
    return tuple(Funder(who=who, bps=bps) for who, bps in values.items()) if values else ()


# the rest


def _venue(values: Values) -> Venue | None:
    shows = values.get("shows")
    if "id" not in values or shows is None or "kind" in values.broken:
        return None
    return Venue(
        id=values["id"],
        kind=values.get("kind", "sub"),
        names=values.get("name", {}),
        intro=values.get("intro", {}),
        shops=_good(shows.get("shops", ())),
        categories=_good(shows.get("categories", ())),
        skus=_good(shows.get("skus", ())),
        promotions=_good(shows.get("promotions", ())),
    )


def targets_of(root: Values, reading: Reading) -> dict[str, Target]:
    """The targets, each in three cases that must not descend."""
    targets: dict[str, Target] = {}
    values: Values | None = root.get("targets")
    if values is None:
        return targets
    for name, (floor, goal, stretch) in values.items():
        if not floor <= goal <= stretch:
            facts = {"floor": str(floor), "goal": str(goal), "stretch": str(stretch)}
            reading.report.add("target-order", values.at(name), **facts)
        targets[name] = Target(floor=floor, goal=goal, stretch=stretch)
    return targets


def milestones_of(root: Values, reading: Reading) -> tuple[Milestone, ...]:
    """The milestones; each is about sales or about orders."""
    milestones = []
    for values in _records(root, "milestones"):
        measures = [name for name in ("sales", "orders") if name in values]
        if len(measures) == 1:
            names = values.get("name", {})
            milestones.append(Milestone(measure=measures[0], amount=values[measures[0]], names=names))
        elif not values.broken & {"sales", "orders"}:
            facts = {"record": "milestone", "field": "sales", "expected": "@money", "example": "10000.00"}
            reading.report.add("missing-field" if not measures else "milestone-mixed", values.path, **facts)
    return tuple(milestones)
