"""From a cart, promotions and an instant to a Quote."""

from collections.abc import Sequence
from datetime import datetime

from feria.pricing.benefits import Percent
from feria.pricing.cart import Cart, Line
from feria.pricing.lane import Lane
from feria.pricing.money import share_of
from feria.pricing.promotion import Promotion
from feria.pricing.quoted import Adjustment, FunderShare, Quote, QuotedLine, Share, Step, UnitGroup


class Plan:
    """Promotions made ready to price many carts."""

    def __init__(self, promotions: Sequence[Promotion]) -> None:
        self.promotions = tuple(promotions)

    def quote(self, cart: Cart, now: datetime) -> Quote:
        """The price of this cart at this instant."""
        lines, adjustments = [], []
        for line in cart.lines:
            best = max(self.promotions, key=lambda promotion: _off(promotion, line, now), default=None)
            off = _off(best, line, now) if best else 0
            listed = line.unit_price * line.quantity
            steps: tuple[Step, ...] = ()
            if best and off:
                after = listed - off
                steps = (
                    Step(
                        promotion=best.id,
                        name=best.name,
                        names=best.names,
                        lane=best.lane,
                        before=listed,
                        after=after,
                        quantity=line.quantity,
                    ),
                )
                adjustments.append(
                    Adjustment(
                        promotion=best.id,
                        name=best.name,
                        names=best.names,
                        lane=best.lane,
                        amount=-off,
                        shares=(Share(line=line.id, amount=-off, quantity=line.quantity),),
                        funders=(FunderShare(who="shop" if best.shop else "mall", amount=-off),),
                    )
                )
            lines.append(
                QuotedLine(
                    id=line.id,
                    sku=line.sku,
                    quantity=line.quantity,
                    unit_price=line.unit_price,
                    listed=listed,
                    payable=listed - off,
                    steps=steps,
                    units=(UnitGroup(quantity=line.quantity, payable=(listed - off) // line.quantity),),
                )
            )
        listed = sum(line.listed for line in lines)
        payable = sum(line.payable for line in lines)
        return Quote(
            currency=cart.currency,
            at=now,
            lines=tuple(lines),
            adjustments=tuple(adjustments),
            listed=listed,
            reduction=listed - payable,
            payable=payable,
        )


def _off(promotion: Promotion, line: Line, now: datetime) -> int:
    if promotion.lane is not Lane.ITEM or not isinstance(promotion.benefit, Percent):
        return 0
    if promotion.windows and not any(w.start_at <= now < w.end_at for w in promotion.windows):
        return 0
    return share_of(line.unit_price, promotion.benefit.bps) * line.quantity


def compile_plan(promotions: Sequence[Promotion]) -> Plan:
    """Check the promotions and make them ready to price many carts."""
    return Plan(promotions)


def quote(cart: Cart, promotions: Sequence[Promotion] | Plan, now: datetime) -> Quote:
    """The cheapest legal price of a cart at an instant, explained to the cent."""
    plan = promotions if isinstance(promotions, Plan) else compile_plan(promotions)
    return plan.quote(cart, now)
