"""What a promotion grants: one small class each."""

from typing import TypeAlias

from feria.pricing.benefits.amount import Amount
from feria.pricing.benefits.buy_get import BuyGet
from feria.pricing.benefits.fixed_price import FixedPrice
from feria.pricing.benefits.percent import Percent
from feria.pricing.benefits.quantity_tiers import EveryQuantity, QuantityTier, QuantityTiers
from feria.pricing.benefits.spend_tiers import EverySpend, SpendTier, SpendTiers

Benefit: TypeAlias = (
    Percent | Amount | FixedPrice | SpendTiers | EverySpend | QuantityTiers | EveryQuantity | BuyGet
)

__all__ = [
    "Amount",
    "Benefit",
    "BuyGet",
    "EveryQuantity",
    "EverySpend",
    "FixedPrice",
    "Percent",
    "QuantityTier",
    "QuantityTiers",
    "SpendTier",
    "SpendTiers",
]
