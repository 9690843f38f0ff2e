"""What a document promises that this mall cannot keep yet: said when it is checked, so that nobody promises it unawares."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from django.utils.translation import gettext as _

from feria.festival import Document
from feria.pricing import (
    AllOf,
    AnyOf,
    ChoiceTiers,
    Condition,
    FirstOrders,
    FreeShipping,
    Grant,
    GroupSize,
    Not,
    PaymentMethod,
    PayWithPoints,
    Promotion,
)
from feria.pricing.places import places_of


def unkept(document: Document) -> Iterator[tuple[str, str, str]]:
    """The path, what the mall does not do about it, and what that comes to; in the reader's language."""
    for field, promotions in (
        ("promotions", document.promotions),
        ("coupons", [each.promotion for each in document.coupons]),
    ):
        for number, promotion in enumerate(promotions):
            for message, outcome in (*_benefit(promotion), *_conditions(promotion)):
                yield f"{field}[{number}]", message, outcome


def _benefit(promotion: Promotion) -> Iterator[tuple[str, str]]:
    said = {"id": promotion.id}
    match promotion.benefit:
        case PayWithPoints():
            yield (
                _("“%(id)s” spends points, and members of this mall have none yet.") % said,
                _("Nobody will get it until the mall keeps points."),
            )
        case FreeShipping():
            yield (
                _("“%(id)s” lowers the shipping fee, and this mall charges none.") % said,
                _("It will be in force and take nothing off."),
            )
        case ChoiceTiers():
            yield (
                _("“%(id)s” offers gifts, and this mall has no page to pick one.") % said,
                _("Everybody will get the money."),
            )
        case Grant(what=what) if what != "coupon":
            yield (
                _("“%(id)s” promises something after the order that this mall does not hand out by itself.")
                % said,
                _("Each order's quote will record it; see that somebody hands it out."),
            )
        case _:
            pass


def _conditions(promotion: Promotion) -> Iterator[tuple[str, str]]:
    asked = {type(each) for each in _inside(promotion.conditions)}
    if FirstOrders in asked and not places_of(promotion):
        yield (
            _("“%(id)s” is for orders after the first, and this mall counts the first only.")
            % {"id": promotion.id},
            _("Shoppers will read that it is not known, and pay without it."),
        )
    if asked & {PaymentMethod, GroupSize}:
        yield (
            _("“%(id)s” asks for an order's payment or group, which this mall does not know when it quotes.")
            % {"id": promotion.id},
            _("Shoppers will read that it is not known, and pay without it."),
        )


def _inside(conditions: Sequence[Condition]) -> Iterator[Condition]:
    """The conditions and those within them."""
    for condition in conditions:
        match condition:
            case AllOf(conditions=parts) | AnyOf(conditions=parts):
                yield from _inside(parts)
            case Not(condition=inner):
                yield from _inside((inner,))
            case _:
                yield condition
