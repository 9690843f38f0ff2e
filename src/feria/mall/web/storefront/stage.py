"""What the festival's home shows at this moment: the offers on now, what comes next, the way through the phases."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.conf import settings
from django.urls import reverse
from django.utils.translation import gettext as _

from feria.festival import Document, Moment, Period, Phase, Venue
from feria.mall.campaigns import api as campaigns
from feria.mall.web import parts
from feria.mall.web.offers import grants
from feria.mall.web.storefront.visit import Visit
from feria.mall.web.storefront.words import lane_name, money_in, worded
from feria.mall.web.templatetags.storefront import day, hour, when
from feria.pricing import Promotion, Quote
from feria.pricing.scope import Categories, Either, Everything, Scope, Shops, Skus


@dataclass(frozen=True, kw_only=True)
class Offer:
    """A promotion in force or about to be."""

    name: str
    grants: str
    kind: str
    shop: str
    url: str
    from_at: datetime | None
    until_at: datetime | None


@dataclass(frozen=True, kw_only=True)
class Stage:
    """The festival at one moment."""

    title: str
    phase: str
    period: str
    next_change_at: datetime | None
    next_name: str
    steps: list[parts.Step]
    headline: str
    lead: str
    on_now: list[Offer]
    coming: list[Offer]
    venues: list[parts.Link]


def stage(current: campaigns.Current, now: datetime, shop_names: dict[str, str]) -> Stage:
    """``shop_names``: code -> name, for the shops that promotions name."""
    document, moment = current.document, current.moment
    on_now = [_offer(one, now, shop_names) for one in open_promotions(document, now)]
    coming = [_offer(one, now, shop_names) for one in coming_promotions(document, now)]
    headline, lead = _headline(document, moment, on_now, coming)
    return Stage(
        title=worded(document.names, document.id),
        phase=worded(moment.phase.names, moment.phase.id) if moment.phase else "",
        period=worded(moment.period.names, moment.period.id) if moment.period else "",
        next_change_at=moment.next_change_at,
        next_name=_next_stretch(document, moment.next_change_at),
        steps=phase_steps(current, now),
        headline=headline,
        lead=lead,
        on_now=on_now,
        coming=coming,
        venues=[
            parts.Link(text=worded(venue.names, venue.id), url=reverse("storefront:venue", args=[venue.id]))
            for venue in document.venues
        ],
    )


def _headline(
    document: Document, moment: Moment, on_now: list[Offer], coming: list[Offer]
) -> tuple[str, str]:
    """The strongest thing to say: what is on for everybody; before the day, what the day brings."""
    title, intro = worded(document.names, document.id), worded(moment.phase.intro) if moment.phase else ""
    is_day = moment.phase is not None and moment.phase.kind in ("main", "encore")
    if is_day and on_now:
        return on_now[0].name, intro or on_now[0].shop
    if coming:
        first = coming[0]
        return title, intro or _("%(name)s, from %(at)s") % {"name": first.name, "at": when(first.from_at)}
    return title, intro


def open_promotions(document: Document, now: datetime) -> list[Promotion]:
    """In force now for everybody, apart from what has cards of its own: the mall's first, then the shops'."""
    found = [one for one in document.promotions if not one.coupon and _runs(one, now)]
    return sorted(found, key=lambda one: (bool(one.shop), one.shop, one.name))


def coming_promotions(document: Document, now: datetime) -> list[Promotion]:
    """Not in force yet, soonest first."""
    later = [one for one in document.promotions if _next_start(one, now)]
    return sorted(later, key=lambda one: (_next_start(one, now) or now, bool(one.shop), one.name))


def phase_steps(current: campaigns.Current, now: datetime) -> list[parts.Step]:
    """The festival's phases; while one with periods runs, that day's periods instead."""
    phase = current.moment.phase
    shown: Iterable[Phase | Period] = phase.periods if phase and phase.periods else current.document.phases
    return [
        parts.Step(
            title=worded(part.names, part.id),
            state="done" if part.end_at <= now else "now" if part.start_at <= now else "later",
            at=part.start_at,
            until=part.end_at,
            note=_span(part.start_at, part.end_at),
        )
        for part in shown
    ]


def _span(start_at: datetime, end_at: datetime) -> str:
    """From when to when: by the hour within a day, else by the day."""
    if end_at - start_at < timedelta(days=1):
        return f"{hour(start_at)}–{hour(end_at)}"
    first, last = day(start_at), day(end_at - timedelta(seconds=1))
    return first if first == last else f"{first} – {last}"


def price_ends_at(quote: Quote, document: Document, now: datetime) -> datetime | None:
    """When the first of the promotions that made this price ends."""
    at_work = {one.promotion for one in quote.adjustments}
    running = (window for one in document.all_promotions if one.id in at_work for window in one.windows)
    return min((window.end_at for window in running if window.start_at <= now < window.end_at), default=None)


def _next_stretch(document: Document, at: datetime | None) -> str:
    if at is None:
        return ""
    moment = document.phase_at(at)
    part = moment.period or moment.phase
    return worded(part.names, part.id) if part else _("Festival’s end")


def _next_start(one: Promotion, now: datetime) -> datetime | None:
    if any(window.start_at <= now < window.end_at for window in one.windows):
        return None
    return min((window.start_at for window in one.windows if window.start_at > now), default=None)


def _offer(one: Promotion, now: datetime, shop_names: dict[str, str]) -> Offer:
    return Offer(
        name=worded(one.names, one.name),
        grants=grants(one.benefit, money_in(settings.CURRENCY)),
        kind=lane_name(one.lane),
        shop=shop_names.get(one.shop, one.shop) if one.shop else _("The whole mall"),
        url=reverse("storefront:shop", args=[one.shop]) if one.shop else "",
        from_at=_next_start(one, now),
        until_at=window_end(one, now),
    )


def _runs(one: Promotion, now: datetime) -> bool:
    return not one.windows or window_end(one, now) is not None


def window_end(one: Promotion, now: datetime) -> datetime | None:
    """When the promotion that runs now ends; None if it has no windows."""
    return min((each.end_at for each in one.windows if each.start_at <= now < each.end_at), default=None)


def offers_for(visit: Visit, shops: set[str]) -> list[Offer]:
    """What is on now in these shops; "" is the mall itself."""
    if not visit.current:
        return []
    open_now = open_promotions(visit.current.document, visit.now)
    return [_offer(one, visit.now, visit.shop_names) for one in open_now if one.shop in shops]


def offers_named(visit: Visit, promotions: Iterable[str]) -> list[Offer]:
    """What of these promotions is on now."""
    if not visit.current:
        return []
    open_now = open_promotions(visit.current.document, visit.now)
    return [_offer(one, visit.now, visit.shop_names) for one in open_now if one.id in set(promotions)]


def goods_of(venue: Venue, document: Document) -> Scope:
    """What a venue shows: its shops, categories and products, and what its promotions are about."""
    listed: list[Scope] = [
        Shops(shops=venue.shops),
        Categories(paths=venue.categories),
        Skus(skus=venue.skus),
    ]
    about = [one.scope for one in document.all_promotions if one.id in venue.promotions]
    if not (venue.shops or venue.categories or venue.skus or about):
        return Everything()
    return Either(scopes=(*listed, *about))
