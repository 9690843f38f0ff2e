"""What a promotion grants: one small class each."""

from typing import TypeAlias

from feria.pricing.benefits.add_on import AddOn
from feria.pricing.benefits.amount import Amount
from feria.pricing.benefits.bundle_price import BundlePrice
from feria.pricing.benefits.buy_get import BuyGet
from feria.pricing.benefits.buy_x_get_y import BuyXGetY
from feria.pricing.benefits.choice_tiers import ChoiceTier, ChoiceTiers, Gift
from feria.pricing.benefits.combo import Combo, ComboPart
from feria.pricing.benefits.fixed_price import FixedPrice
from feria.pricing.benefits.grant import Grant
from feria.pricing.benefits.percent import Percent
from feria.pricing.benefits.points import PayWithPoints
from feria.pricing.benefits.quantity_tiers import EveryQuantity, QuantityTier, QuantityTiers
from feria.pricing.benefits.shipping import FreeShipping
from feria.pricing.benefits.spend_tiers import EverySpend, SpendTier, SpendTiers
from feria.pricing.benefits.voucher import Voucher

Benefit: TypeAlias = (
    Percent
    | Amount
    | FixedPrice
    | SpendTiers
    | EverySpend
    | QuantityTiers
    | EveryQuantity
    | ChoiceTiers
    | BuyGet
    | BuyXGetY
    | BundlePrice
    | Combo
    | AddOn
    | Voucher
    | PayWithPoints
    | FreeShipping
    | Grant
)

__all__ = [
    "AddOn",
    "Amount",
    "Benefit",
    "BundlePrice",
    "BuyGet",
    "BuyXGetY",
    "ChoiceTier",
    "ChoiceTiers",
    "Combo",
    "ComboPart",
    "EveryQuantity",
    "EverySpend",
    "FixedPrice",
    "FreeShipping",
    "Gift",
    "Grant",
    "PayWithPoints",
    "Percent",
    "QuantityTier",
    "QuantityTiers",
    "SpendTier",
    "SpendTiers",
    "Voucher",
]
