"""What there is only so much of, at the festival's door: ladders, places for the first orders, goods ordered ahead,
and what groups buy.

Each is told in full on its product's page; here it is a card that says the price, what is left and until when.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.urls import reverse
from django.utils.translation import gettext as _

from feria.festival import Document
from feria.mall.catalog import api as catalog
from feria.mall.orders import api as orders
from feria.mall.stock import api as stock
from feria.mall.web import parts
from feria.mall.web.money import count_text, money_text
from feria.mall.web.storefront.cards import art_of, price_of
from feria.mall.web.storefront.group_page import TogetherOffer, together_offer
from feria.mall.web.storefront.ladder_page import ladder_note
from feria.mall.web.storefront.places import place_note
from feria.mall.web.storefront.presale_page import AheadOffer, ahead_offer
from feria.mall.web.storefront.stage import open_promotions, window_end
from feria.mall.web.storefront.visit import Visit
from feria.mall.web.templatetags.storefront import day, when
from feria.pricing import Promotion
from feria.pricing.scope import Everything, Scope


@dataclass(frozen=True, kw_only=True)
class Deal:
    """One of them. ``left_percent`` is what is left of all there was, None where nobody counts."""

    badge: parts.Badge
    title: str
    name: str
    url: str
    art: parts.Art
    price: parts.Price
    then: str
    left: str
    left_percent: int | None
    ends_at: datetime | None
    ends_label: str


@dataclass(frozen=True)
class _Race:
    """A promotion for the first so many, how it stands, and the best seller of what it is about."""

    promotion: Promotion
    standing: orders.Standing
    product: catalog.Product


def deals(visit: Visit, within: Scope | None = None) -> list[Deal]:
    """Those that can be had now, of products inside the scope that are in stock."""
    if visit.current is None:
        return []
    scope, now = within or Everything(), visit.now
    races = _races(visit.current.document, now, scope)
    ladders = [
        one for one in orders.ladder_offers(None, now, visit.in_force) if one.left and one.design.rung_at(now)
    ]
    aheads = [
        one
        for one in orders.presale_offers(None, visit.in_force)
        if one.state(now) == "open" and one.left != 0
    ]
    together = [one for one in orders.group_offers(None, visit.in_force) if one.state(now) == "open"]
    skus = {one.design.sku for one in ladders} | {one.design.sku for one in together}
    goods = _goods(skus | {one.good.sku for one in aheads}, scope)
    free = stock.available([*goods.values(), *(race.product for race in races)])
    there = {sku: product for sku, product in goods.items() if free[sku]}
    return [
        *_firsts(visit, [race for race in races if free[race.product.sku]]),
        *(_ladder(one, found, now) for one in ladders if (found := there.get(one.design.sku))),
        *(
            _ahead(ahead_offer(one, now, free[found.sku]), found)
            for one in aheads
            if (found := there.get(one.good.sku))
        ),
        *_together(visit, [(one, found) for one in together if (found := there.get(one.design.sku))], free),
    ]


def _goods(skus: set[str], scope: Scope) -> Mapping[str, catalog.Product]:
    found = catalog.products(skus=skus).filter(catalog.in_scope(scope)) if skus else ()
    return {product.sku: product for product in found}


def _races(document: Document, now: datetime, scope: Scope) -> list[_Race]:
    """Those that run and have a place left, where they are about something inside the scope."""
    running = {one.id: one for one in open_promotions(document, now)}
    found = []
    for standing in orders.standings(running, now):
        race = running[standing.promotion]
        about = catalog.products(shop=race.shop or None, sort="popular")
        best = about.filter(catalog.in_scope(race.scope), catalog.in_scope(scope)).first()
        if standing.left and best:
            found.append(_Race(race, standing, best))
    return found


def _firsts(visit: Visit, races: Sequence[_Race]) -> Iterator[Deal]:
    """Those that make their product cheaper by itself."""
    prices = visit.shelf.price([race.product for race in races]) if races else {}
    for race in races:
        quote = prices[race.product.sku]
        if any(each.promotion == race.promotion.id for each in quote.adjustments):
            yield _first(race, price_of(quote), visit.now)


def _first(race: _Race, price: parts.Price, now: datetime) -> Deal:
    note, product = place_note(race.standing), race.product
    return Deal(
        badge=parts.Badge(
            text=_("First %(n)s orders") % {"n": count_text(note.places)}, tone="action", icon="flag"
        ),
        title=note.title,
        name=product.name,
        url=reverse("storefront:product", args=[product.sku]),
        art=art_of(product),
        price=price,
        then=note.lead,
        left=note.rest,
        left_percent=100 - note.paid_percent - note.paying_percent,
        ends_at=window_end(race.promotion, now),
        ends_label=_("Ends in"),
    )


def _ladder(one: orders.LadderOffer, product: catalog.Product, now: datetime) -> Deal:
    note = ladder_note(one, product.listed_price, now)
    if note.following is None or note.following_at is None:
        then = _("Today is its last day.")
    else:
        words = {"at": when(note.following_at), "price": money_text(note.following, note.currency)}
        then = _("%(price)s from %(at)s, if any are left") % words
    return Deal(
        badge=parts.Badge(text=_("Cheaper every day"), tone="time", icon="arrow-down"),
        title=note.title,
        name=product.name,
        url=reverse("storefront:product", args=[product.sku]),
        art=art_of(product),
        price=parts.Price(amount=note.today or 0, currency=note.currency, reference=product.listed_price),
        then=then,
        left=note.lead,
        left_percent=note.left_percent,
        ends_at=note.ends_at,
        ends_label=_("Today’s price ends in"),
    )


def _ahead(offer: AheadOffer, product: catalog.Product) -> Deal:
    first, last = day(offer.balance_from_at), day(offer.balance_until - timedelta(seconds=1))
    words = {
        "amount": money_text(offer.balance, offer.currency),
        "days": first if first == last else f"{first} – {last}",
    }
    return Deal(
        badge=parts.Badge(text=_("Order ahead"), tone="save", icon="calendar"),
        title=offer.title,
        name=product.name,
        url=reverse("storefront:product", args=[product.sku]),
        art=art_of(product),
        price=parts.Price(amount=offer.deposit, currency=offer.currency, per=_("deposit now")),
        then=_("The balance of %(amount)s is due %(days)s.") % words,
        left=offer.note,
        left_percent=None,
        ends_at=offer.deposit_until,
        ends_label=_("Deposits end in"),
    )


def _together(
    visit: Visit,
    found: Sequence[tuple[orders.GroupOffer, catalog.Product]],
    free: Mapping[str, int],
) -> Iterator[Deal]:
    """Those that are cheaper than buying by oneself, and of which there is enough for a group."""
    alone = visit.shelf.price([item for _one, item in found]) if found else {}
    for one, item in found:
        offer = together_offer(one, visit.now, free[item.sku], alone[item.sku].payable)
        if offer.is_open and offer.is_worth_it:
            yield _group(offer, item)


def _group(offer: TogetherOffer, product: catalog.Product) -> Deal:
    words = {"amount": money_text(offer.alone, offer.currency)}
    return Deal(
        badge=parts.Badge(
            text=_("Together, %(people)s") % {"people": offer.people}, tone="save", icon="users"
        ),
        title=offer.title,
        name=product.name,
        url=reverse("storefront:product", args=[product.sku]),
        art=art_of(product),
        price=parts.Price(amount=offer.price, currency=offer.currency, per=_("for each member of a group")),
        then=_("By yourself it costs %(amount)s now.") % words,
        left=offer.left,
        left_percent=None,
        ends_at=offer.ends_at,
        ends_label=_("Ends in"),
    )
