"""Orders ahead as the engine prices them: the agreed price is an item price that their lines alone can have."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime

from feria.mall.members.api import Member
from feria.mall.orders.models import Order, PresaleOrder
from feria.mall.orders.presale.offers import PresaleOffer
from feria.mall.orders.quoting import Till, till
from feria.pricing import Both, FixedPrice, Funder, Lane, Promotion, Skus, Tags, compile_plan

TAG = "presale:"


def till_of_deposit(member: Member | None, offer: PresaleOffer, now: datetime, region: str = "") -> Till:
    """Prices what is ordered ahead by the presale alone: what the main day takes off is known on the main day."""
    plan = compile_plan(offer.design.promotions(offer.document.currency))
    return replace(till(member, now, region), plan=plan, wallet=(), gone=(), tags=(offer.design.tag,))


def till_of_balance(order: Order, now: datetime) -> Till:
    """Prices the whole order as of now: at its agreed price, less what is in force; never below what was paid ahead."""
    usual = till(order.member, now, order.region, order.channel)
    presale = order.presale
    quantity = sum(line.quantity for line in order.lines.all())
    return replace(
        usual,
        plan=compile_plan([*usual.plan.promotions, _agreed_price(order, presale)]),
        tags=(TAG + presale.code,),
        least=-(-order.prepaid // quantity),
    )


def _agreed_price(order: Order, presale: PresaleOrder) -> Promotion:
    skus = tuple(order.lines.values_list("product__sku", flat=True))
    tag = TAG + presale.code
    return Promotion(
        id=f"{tag}:{','.join(skus)}",
        name=next(iter(presale.names.values()), presale.code),
        names=presale.names,
        lane=Lane.ITEM,
        benefit=FixedPrice(unit_price=presale.unit_price),
        scope=Both(scopes=(Tags(tags=(tag,)), Skus(skus=skus))),
        funders=tuple(Funder(who=who, bps=bps) for who, bps in presale.funders),
        currency=order.currency,
    )
