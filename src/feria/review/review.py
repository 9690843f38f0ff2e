"""A festival reviewed: every part of R8 that the tables allow, and what is missing for the others."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date

import msgspec

from feria.festival import Document
from feria.review.called import Called, called, codes_in
from feria.review.chapters.audiences import Audiences, Regions, audiences, regions
from feria.review.chapters.checklist import Checklist, checklist
from feria.review.chapters.comparison import Comparison, comparison
from feria.review.chapters.counterfactual import Counterfactual, counterfactual
from feria.review.chapters.goods import Goods, goods
from feria.review.chapters.kin import RelatedGoods, company_of, related_goods
from feria.review.chapters.logistics import Logistics, logistics
from feria.review.chapters.lost import Lost, lost
from feria.review.chapters.offers import Offers, offers
from feria.review.chapters.profit import Profit, profit
from feria.review.chapters.promoted import put_roles
from feria.review.chapters.repriced import Repriced, repriced
from feria.review.chapters.shown import Shown, shown
from feria.review.chapters.targeted import Campaigns, targeted
from feria.review.chapters.traffic import Traffic, traffic
from feria.review.facts.facts import Facts, Finding
from feria.review.frame import Days, Frame
from feria.review.value import Answer, Code, Count, Note, Value, note
from feria.review.verdict import Verdict, verdict_of

VERSION = 1
"""Of the result's shape: next year's report reads this year's."""

STEPS = 12
Progress = Callable[[str, float], None]
"""Called with the part that is being worked out and the share that is done."""


class Input(Answer, frozen=True, kw_only=True):
    """What was read, what was wrong with it, and what became of that."""

    source: str
    first_day: date
    last_day: date
    missing_days: Count
    tables: tuple[str, ...]
    problems: tuple[Finding, ...] = ()


class Review(Value, frozen=True, kw_only=True):
    """All of it. Money in minor units of ``currency``."""

    version: int
    festival: Code
    names: dict[str, str]
    currency: str
    time_zone: str
    frame: Frame
    verdict: Verdict
    labels: tuple[Note, ...]
    profit: Profit
    effect: Counterfactual
    offers: Offers
    goods: Goods
    related: RelatedGoods = RelatedGoods(method="related")
    campaigns: Campaigns = Campaigns(method="campaigns")
    replay: Repriced = Repriced(method="replay")
    audiences: Audiences
    regions: Regions
    shown: Shown
    traffic: Traffic
    lost: Lost
    logistics: Logistics
    comparison: Comparison
    checklist: Checklist
    read: Input
    called: Called = {}

    def answers(self) -> dict[str, Answer]:
        """The parts in the order in which a reader wants them."""
        fields = ((name, getattr(self, name)) for name in self.__struct_fields__)
        return {name: each for name, each in fields if isinstance(each, Answer)}


def review(
    facts: Facts,
    frame: Frame,
    document: Document | None = None,
    before: Sequence[Review] = (),
    promoted: Sequence[str] = (),
    rules: Document | None = None,
    progress: Progress = lambda _step, _share: None,
) -> Review:
    """Review the event that ``frame`` surrounds.

    The festival's document gives its names and its plan; ``before`` are reviews of earlier festivals, latest first;
    ``promoted`` are category paths, where no document says which goods were in the festival; ``rules`` are those that the
    event's baskets are priced under once more.
    """
    steps = iter(range(STEPS))

    def done(step: str) -> None:
        progress(step, next(steps) / STEPS)

    done("profit")
    goal = document.targets.get("sales") if document else None
    earned = profit(facts, frame, goal.goal if goal else None)
    done("effect")
    roles = put_roles(facts, document, promoted, lambda shelves: company_of(facts, frame, shelves))
    changed = counterfactual(facts, frame, earned.basis, told=roles is not None)
    done("offers")
    given = offers(facts, frame)
    done("goods")
    sold = goods(facts, frame)
    done("related")
    near = related_goods(facts, frame, roles, sold.categories)
    done("campaigns")
    reached = targeted(facts, frame)
    done("replay")
    again = repriced(facts, frame, rules)
    done("audiences")
    people = audiences(facts, frame)
    done("regions")
    places = regions(facts, frame)
    done("shown")
    displays = shown(facts, frame)
    done("traffic")
    visits, left, parcels = traffic(facts, frame), lost(facts, frame), logistics(facts, frame)
    done("checklist")
    found = Review(
        version=VERSION,
        festival=document.id if document else "",
        names=document.names if document else {},
        currency=facts.currency,
        time_zone=facts.time_zone,
        frame=frame,
        verdict=verdict_of(earned, changed),
        labels=(*facts.labels, *earned.labels),
        profit=earned,
        effect=changed,
        offers=given,
        goods=sold,
        related=near,
        campaigns=reached,
        replay=again,
        audiences=people,
        regions=places,
        shown=displays,
        traffic=visits,
        lost=left,
        logistics=parcels,
        comparison=comparison(facts, frame, earned, given, people, sold.categories, document, before),
        checklist=checklist(facts, frame, document),
        read=input_of(facts),
    )
    festivals = {each.festival: each.names for each in (found, *before) if each.names}
    festivals |= {each.id: each.names for each in (rules.all_promotions if rules else ()) if each.names}
    return msgspec.structs.replace(found, called=called(facts, set(codes_in(found))) | festivals)


def input_of(facts: Facts) -> Input:
    """What was read."""
    return Input(
        method="read",
        source=facts.source,
        first_day=facts.days.first,
        last_day=facts.days.last,
        missing_days=len(facts.missing_days),
        tables=tuple(sorted(facts.known)),
        problems=facts.findings,
        findings=(
            note(
                "read-days",
                days=len(facts.days) - len(facts.missing_days),
                first=facts.days.first,
                last=facts.days.last,
                problems=len(facts.findings),
            ),
        ),
    )


def event_of(first: date, last: date) -> Days:
    """The event's days, both ends included, as people say them."""
    return Days(first=first, until=date.fromordinal(last.toordinal() + 1))
