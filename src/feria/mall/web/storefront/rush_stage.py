"""Rush sessions as their pages show them: goods with what is left, what the clock counts to, whom it is open for."""

from __future__ import annotations

import dataclasses
import uuid
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime

from django.conf import settings
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from feria.festival import Document
from feria.mall.catalog import api as catalog
from feria.mall.rush import api as rush
from feria.mall.web import parts
from feria.mall.web.money import count_text, money_text
from feria.mall.web.storefront.cards import art_of, size_of
from feria.mall.web.storefront.rush_mine import Mine, Own
from feria.mall.web.storefront.rush_words import claimed_text, left_text, level_name, paying_text
from feria.mall.web.storefront.visit import Visit
from feria.mall.web.storefront.words import worded
from feria.mall.web.templatetags.storefront import day, hour, when

MOST_AT_ONCE = 9
"""Units that one tap can ask for, where no limit says less."""


@dataclass(frozen=True, kw_only=True)
class GoodCard:
    """A product of a session. ``key`` is the tap's: sent twice it is the same tap. ``most``: units one tap may ask for.

    ``own``: what the member has, when that is all they may have; ``has_text`` when they may have more.
    """

    sku: str
    name: str
    note: str
    url: str
    art: parts.Art
    price: parts.Price
    units: int
    left: int
    left_text: str
    paying: int
    paying_text: str
    taken_percent: int
    most: int
    key: str
    problem: str = ""
    own: Own | None = None
    has_text: str = ""


STATES = ("to_come", "open", "sold_out", "over")


@dataclass(frozen=True, kw_only=True)
class Face:
    """How a session is marked in a state: a page that lives through several shows one after the other."""

    state: str
    badge: parts.Badge


@dataclass(frozen=True, kw_only=True)
class SessionCard:
    """A session for one visitor. ``state`` is theirs: "open" may come earlier for their level than for others."""

    code: str
    title: str
    times: str
    state: str
    badge: parts.Badge
    counts_to: datetime | None
    counts_label: str
    opens_at: datetime
    closes_at: datetime
    faces: tuple[Face, ...]
    goods: tuple[GoodCard, ...]
    url: str
    terms: str
    early: str
    is_reminded: bool

    @property
    def is_running(self) -> bool:
        return self.state in ("open", "sold_out")


def session_cards(visit: Visit, found: Iterable[rush.Session]) -> list[SessionCard]:
    """Cards for these sessions at this visit's instant."""
    several = list(found)
    skus = {good.sku for session in several for good in session.goods}
    products = catalog.products_by_sku(list(skus)) if skus else {}
    reminded = rush.reminded_of(visit.member)
    return [_card(visit, session, products, session.code in reminded) for session in several]


def session_card(visit: Visit, session: rush.Session, mine: Mine | None = None) -> SessionCard:
    """``mine`` is for the page on which the member claims: what they have of the session already."""
    (card,) = session_cards(visit, [session])
    if mine is None or session.state == "over":
        return card
    found = {good.sku: good for good in session.goods}
    goods = tuple(_of_member(good, found[good.sku], session, mine) for good in card.goods)
    return dataclasses.replace(card, goods=goods)


def _of_member(card: GoodCard, good: rush.Good, session: rush.Session, mine: Mine) -> GoodCard:
    rest = mine.may_have(good, session)
    if rest == 0:
        return dataclasses.replace(card, most=0, own=mine.own(good, session))
    has = mine.of(good.sku)
    has_text = ngettext("You have %(n)s already.", "You have %(n)s already.", has) % {"n": count_text(has)}
    most = card.most if rest is None else min(card.most, rest)
    return dataclasses.replace(card, most=most, has_text=has_text if has else "")


def running_or_next(visit: Visit) -> SessionCard | None:
    """The session to speak of at the festival's door: one that sells, else the next one."""
    if not visit.has_rush:
        return None
    coming = [each for each in rush.sessions(visit.now) if each.state != "over"]
    selling = [each for each in coming if each.state == "open"]
    waiting = [each for each in coming if each.state == "to_come"]
    chosen = (selling or waiting or coming)[:1]
    return session_card(visit, chosen[0]) if chosen else None


def rush_nudges(visit: Visit, sku: str) -> list[parts.Nudge]:
    """Where the product is, or will be, cheaper for who claims it."""
    if visit.current is None or not _is_rushed(visit.current.document, sku):
        return []
    return [
        parts.Nudge(
            lead=_("%(price)s in the rush “%(session)s”")
            % {"price": money_text(good.price, settings.CURRENCY), "session": title_of(session)},
            rest=rest,
            url=reverse("storefront:rush-session", args=[session.code]),
            url_text=_("Go there"),
        )
        for session in rush.sessions(visit.now)
        for good in session.goods
        if good.sku == sku and (rest := _how_it_stands(visit, session, good))
    ]


def _how_it_stands(visit: Visit, session: rush.Session, good: rush.Good) -> str:
    """When the visitor can claim it; empty when nothing can be had there any more."""
    mine_at = session.opens_for(visit.member.level if visit.member else 0)
    state = _state_for(session, mine_at, visit.now)
    if state == "to_come":
        return _("from %(at)s on") % {"at": when(mine_at)}
    if state == "over":
        return ""
    if good.left:
        return _("on now")
    return _("sold out for now: what is not paid in time comes back") if good.paying else ""


def _is_rushed(document: Document, sku: str) -> bool:
    return any(good.sku == sku for design in document.rushes for good in design.products)


def next_after(session: rush.Session, now: datetime) -> rush.Session | None:
    """The next session that has not begun, of whatever festival."""
    coming = (each for each in rush.sessions(now) if each.state == "to_come" and each.code != session.code)
    return next(iter(coming), None)


def title_of(session: rush.Session) -> str:
    return worded(session.names, session.code)


def _card(
    visit: Visit, session: rush.Session, products: Mapping[str, catalog.Product], is_reminded: bool
) -> SessionCard:
    level = visit.member.level if visit.member else 0
    mine_at = session.opens_for(level)
    state = _state_for(session, mine_at, visit.now)
    goods = tuple(_good(session, good, products[good.sku]) for good in session.goods if good.sku in products)
    return SessionCard(
        code=session.code,
        title=title_of(session),
        times=_("%(day)s, %(from)s–%(to)s")
        % {"day": day(session.opens_at), "from": hour(session.opens_at), "to": hour(session.closes_at)},
        state=state,
        badge=_badge(state),
        counts_to={"to_come": mine_at, "open": session.closes_at, "sold_out": session.closes_at}.get(state),
        counts_label={"to_come": _("Starts in"), "open": _("Ends in"), "sold_out": _("Ends in")}.get(
            state, ""
        ),
        opens_at=mine_at,
        closes_at=session.closes_at,
        faces=tuple(Face(state=each, badge=_badge(each)) for each in STATES),
        goods=goods,
        url=reverse("storefront:rush-session", args=[session.code]),
        terms=_terms(session),
        early=_early(session, level) if visit.now < session.opens_at else "",
        is_reminded=is_reminded,
    )


def _state_for(session: rush.Session, mine_at: datetime, now: datetime) -> str:
    if session.state != "to_come" or now < mine_at:
        return session.state
    return "open" if any(good.left for good in session.goods) else "sold_out"


def _badge(state: str) -> parts.Badge:
    badges: dict[str, parts.Badge] = {
        "to_come": parts.Badge(text=_("To come"), tone="time", icon="clock"),
        "open": parts.Badge(text=_("Open now"), tone="action", icon="bolt"),
        "sold_out": parts.Badge(text=_("Sold out"), tone="plain"),
        "over": parts.Badge(text=_("Over"), tone="plain"),
    }
    return badges[state]


def _good(session: rush.Session, good: rush.Good, product: catalog.Product) -> GoodCard:
    is_over = session.state == "over"
    saved = max(product.listed_price - good.price, 0)
    currency = settings.CURRENCY
    limits = [each for each in (good.per_member, session.per_member) if each is not None]
    return GoodCard(
        sku=good.sku,
        name=product.name,
        note=size_of(product) or product.shop.title,
        url=reverse("storefront:product", args=[product.sku]),
        art=art_of(product),
        price=parts.Price(
            amount=good.price,
            currency=currency,
            reference=product.listed_price if saved else None,
            saving=_("You save %(amount)s") % {"amount": money_text(saved, currency)} if saved else "",
        ),
        units=good.units,
        left=good.left,
        left_text=claimed_text(good.taken, good.units) if is_over else left_text(good.left, good.units),
        paying=good.paying,
        paying_text="" if is_over else paying_text(good.paying),
        taken_percent=good.taken_percent,
        most=max(1, min([MOST_AT_ONCE, *limits])),
        key=str(uuid.uuid4()),
    )


def _terms(session: rush.Session) -> str:
    """What claiming comes with, in a sentence."""
    paying = _("What you claim is yours for %(minutes)s minutes: pay in that time.") % {
        "minutes": session.pay_within
    }
    if session.per_member is None:
        return paying
    limit = _("At most %(n)s units a member in this session.") % {"n": session.per_member}
    return f"{paying} {limit}"


def _early(session: rush.Session, level: int) -> str:
    """Who comes in early, and whether this visitor does."""
    if session.early_opens_at is None:
        return ""
    said = {"level": level_name(session.early_level), "at": when(session.early_opens_at)}
    if level >= session.early_level:
        return _("Your level comes in early: for you it starts on %(at)s.") % said
    return _("%(level)s members come in early, on %(at)s.") % said
