"""From what was read to a draft of the document.

A part is built whenever its essentials could be read, so that later checks find problems in it too; whether the
document as a whole is sound is decided at the end, by whether any error was reported.
"""

from __future__ import annotations

from feria.festival.build.groups import build_groups
from feria.festival.build.ladders import build_ladders
from feria.festival.build.offers import Offers
from feria.festival.build.parts import good, records
from feria.festival.build.phases import build_phases
from feria.festival.build.presales import build_presales
from feria.festival.build.rushes import build_rushes
from feria.festival.document import Milestone, Target, Venue
from feria.festival.draft import Draft, Placed
from feria.festival.shapes import BAD, Reading, Values
from feria.festival.windows import Calendar


def draft_of(root: Values, reading: Reading) -> Draft:
    """Every part of the document that could be read."""
    draft = Draft(currency=reading.currency, zone=reading.zone)
    draft.shops = [shop for shop in root.get("shops", []) if shop is not BAD]
    unread = build_phases(root, draft, reading)
    calendar = Calendar((each.value for each in draft.phases), unread, reading)
    offers = Offers(draft, calendar, reading)
    for values in records(root, "promotions"):
        offers.note(values)
        offers.promotion(values)
    for values in records(root, "coupons"):
        offers.note(values)
        offers.coupon(values)
    draft.exclusives = {group: tuple(ids) for group, ids in offers.exclusives.items()}
    build_rushes(root, draft, reading)
    build_presales(root, draft, calendar)
    build_ladders(root, draft, reading)
    build_groups(root, draft, calendar)
    draft.venues = [
        Placed(values.path, venue) for values in records(root, "venues") if (venue := _venue(values))
    ]
    return draft


def _venue(values: Values) -> Venue | None:
    shows = values.get("shows")
    if "id" not in values or shows is None or "kind" in values.broken:
        return None
    return Venue(
        id=values["id"],
        kind=values.get("kind", "sub"),
        names=values.get("name", {}),
        intro=values.get("intro", {}),
        shops=good(shows.get("shops", ())),
        categories=good(shows.get("categories", ())),
        skus=good(shows.get("skus", ())),
        promotions=good(shows.get("promotions", ())),
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
    for values in records(root, "milestones"):
        measures = [name for name in ("sales", "orders") if name in values]
        if len(measures) == 1:
            names = values.get("name", {})
            milestones.append(Milestone(measure=measures[0], amount=values[measures[0]], names=names))
        elif not values.broken & {"sales", "orders"}:
            facts = {"record": "milestone", "field": "sales", "expected": "@money", "example": "10000.00"}
            reading.report.add("missing-field" if not measures else "milestone-mixed", values.path, **facts)
    return tuple(milestones)
