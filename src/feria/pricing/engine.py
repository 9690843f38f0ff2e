"""From a cart, promotions and an instant to a Quote."""

from collections.abc import Sequence
from datetime import datetime

from feria.pricing.cart import Cart
from feria.pricing.plan import Plan, compile_plan
from feria.pricing.promotion import Promotion
from feria.pricing.quoted import Quote


def quote(cart: Cart, promotions: Sequence[Promotion] | Plan, now: datetime) -> Quote:
    """The cheapest legal price of a cart at an instant, explained to the cent.

    Raises CartProblem or PromotionProblem for a broken request; never for ineligibility.
    """
    plan = promotions if isinstance(promotions, Plan) else compile_plan(promotions)
    return plan.quote(cart, now)
