"""Places among the first so many, in words: how many are left, which would be yours, which is (R2.11)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from feria.mall.orders import api as orders
from feria.mall.web.money import count_text
from feria.mall.web.storefront.words import worded
from feria.pricing import Quote


@dataclass(frozen=True, kw_only=True)
class PlaceNote:
    """A race as a page tells it. ``number`` is the place to show large, 0 for none; bars are percent of all places."""

    title: str
    lead: str
    rest: str
    number: int
    places: int
    paid_percent: int
    paying_percent: int
    is_open: bool


def race_notes(quote: Quote, now: datetime) -> list[PlaceNote]:
    """The races that this quote has a place in, or came too late for."""
    near = [each.promotion for each in quote.adjustments] + [each.promotion for each in quote.grants]
    late = [each.promotion for each in quote.refusals if each.code == "needs-rank"]
    return [place_note(one, is_near=one.promotion in near) for one in orders.standings([*near, *late], now)]


def place_note(one: orders.Standing, *, is_near: bool = True) -> PlaceNote:
    """How a race stands for who would order now."""
    places = count_text(one.places)
    if is_near and one.left:
        number, lead = one.next_place, _("You would be number %(number)s of %(places)s.") % {
            "number": count_text(one.next_place), "places": places,
        }  # fmt: skip
        rest = ngettext("%(n)s place is left.", "%(n)s places are left.", one.left) % {
            "n": count_text(one.left)
        }
    else:
        number, lead = 0, _("All %(places)s places are taken.") % {"places": places}
        rest = _waiting(one)
    return PlaceNote(
        title=worded(one.names, one.name),
        lead=lead,
        rest=rest,
        number=number,
        places=one.places,
        paid_percent=_percent(one.paid, one.places),
        paying_percent=_percent(one.paying, one.places),
        is_open=bool(number),
    )


def _waiting(one: orders.Standing) -> str:
    """What may still come back."""
    if not one.paying:
        return _("Everybody who has one has paid.")
    return ngettext(
        "%(n)s is still being paid for; if it is not, it comes back within minutes.",
        "%(n)s are still being paid for; what is not paid comes back within minutes.",
        one.paying,
    ) % {"n": count_text(one.paying)}


def place_notes(order: orders.Order, quote: Quote) -> list[PlaceNote]:
    """The places that an order has, or had."""
    names = {each.promotion: worded(each.names, each.name) for each in quote.adjustments}
    names |= {each.promotion: worded(each.names, each.name) for each in quote.grants}
    return [
        _kept(place, names.get(place.promotion, place.promotion)) for place in orders.places_of_order(order)
    ]


def _kept(place: orders.Place, title: str) -> PlaceNote:
    places = count_text(place.places)
    if place.is_given_back:
        lead, rest = _("Your place went back."), _("Whoever orders next has it.")
    elif place.rank:
        number = {"number": count_text(place.rank), "places": places}
        lead = _("You are number %(number)s of %(places)s.") % number
        rest = _("Numbers are given in the order of payment.")
    else:
        lead = _("One of the %(places)s places is kept for you while you pay.") % {"places": places}
        rest = _("Your number is given when the payment arrives.")
    return PlaceNote(
        title=title,
        lead=lead,
        rest=rest,
        number=0 if place.is_given_back else place.rank,
        places=place.places,
        paid_percent=0,
        paying_percent=0,
        is_open=not place.is_given_back,
    )


def _percent(part: int, whole: int) -> int:
    return min(part * 100 // whole, 100)
