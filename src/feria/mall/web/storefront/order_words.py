"""An order in words: its state, its way, and whose it is."""

from __future__ import annotations

from datetime import datetime

from django.http import Http404, HttpRequest
from django.utils.translation import gettext as _

from feria.mall.orders import api as orders
from feria.mall.web import parts
from feria.mall.web.storefront.group_page import missed_its_group, waiting_note
from feria.mall.web.storefront.presale_page import balance_note
from feria.mall.web.storefront.visit import visit
from feria.mall.web.templatetags.storefront import hour


def order_of_this_visitor(request: HttpRequest, number: str) -> orders.Order:
    """The signed-in member's order; anyone else's is as unknown as one that does not exist."""
    member = visit(request).member
    found = orders.order_of(member, number) if member else None
    if found is None:
        raise Http404
    return found


def state_name(state: str) -> str:
    return {
        "placed": _("Waiting for payment"),
        "prepaid": _("Paid ahead"),
        "paid": _("Paid"),
        "cancelled": _("Cancelled"),
        "lapsed": _("Not paid in time"),
    }.get(state, state)


def state_tone(state: str) -> parts.Tone:
    tones: dict[str, parts.Tone] = {"placed": "time", "prepaid": "time", "paid": "save"}
    return tones.get(state, "plain")


def state_badge(order: orders.Order) -> parts.Badge:
    """The order's state in two words."""
    waits = order.state == "prepaid" and order.group is not None
    text = _("Waiting for the group") if waits else state_name(order.state)
    return parts.Badge(text=text, tone=state_tone(order.state))


def note_of(order: orders.Order, now: datetime) -> str:
    """What a list of orders says of one that waits for something; "" of any other."""
    return balance_note(order, now) or waiting_note(order)


def way(order: orders.Order, pay_until: datetime, now: datetime) -> list[parts.Step]:
    """What happened to the order and what comes next; ``pay_until`` and ``now`` by the mall's clock."""
    steps = [parts.Step(title=_("Ordered"), state="done", at=order.placed_at)]
    if order.state == "placed":
        steps.append(
            parts.Step(
                title=_("Waiting for payment"),
                state="now",
                note=_("Held for you until %(at)s.") % {"at": hour(pay_until)},
            )
        )
        steps.append(parts.Step(title=_("Packed by the shops"), state="later"))
    elif order.state == "prepaid" and order.group is not None:
        steps.append(parts.Step(title=_("Your share is paid"), state="done"))
        steps.append(parts.Step(title=_("Waiting for the group"), state="now", note=waiting_note(order)))
        steps.append(parts.Step(title=_("Packed by the shops"), state="later"))
    elif order.state == "prepaid":
        steps.append(parts.Step(title=_("Paid ahead"), state="done"))
        steps.append(
            parts.Step(title=_("Waiting for the balance"), state="now", note=balance_note(order, now))
        )
        steps.append(parts.Step(title=_("Packed by the shops"), state="later"))
    elif order.state == "paid":
        steps.append(parts.Step(title=_("Paid"), state="done", at=order.paid_at))
        steps.append(
            parts.Step(
                title=_("With the shops"),
                state="now",
                note=_("They pack what you bought and send it to you."),
            )
        )
    elif order.state == "cancelled":
        if order.paid_at:
            steps.append(parts.Step(title=_("Paid"), state="done", at=order.paid_at))
        note = (
            _("What you paid goes back to you.")
            if order.prepaid or order.paid_at
            else _("Nothing will be charged.")
        )
        if missed_its_group(order):
            note = _("The group was not full in time. What you paid goes back to you.")
        if order.forfeited:
            note = _("The deposit stays with the shop; anything else goes back to you.")
        steps.append(parts.Step(title=_("Cancelled"), state="failed", at=order.closed_at, note=note))
    else:
        steps.append(
            parts.Step(
                title=_("Not paid in time"),
                state="failed",
                at=order.closed_at,
                note=_("The items went back on the shelf and your coupons into your wallet."),
            )
        )
    return steps
