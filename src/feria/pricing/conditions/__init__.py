"""What must hold before a promotion applies: one small class each."""

from feria.pricing.conditions.member import Birthday, BirthYear, Gender, MemberLevel, MemberTags, NewMember
from feria.pricing.conditions.order import (
    BuyersOrder,
    DailyHours,
    FirstOrders,
    FirstUnits,
    GroupSize,
    PaymentMethod,
)
from feria.pricing.conditions.place import Channel, Region
from feria.pricing.conditions.threshold import MinQuantity, MinSpend
from feria.pricing.conditions.union import AllOf, AnyOf, Condition, Not

__all__ = [
    "AllOf",
    "AnyOf",
    "BirthYear",
    "Birthday",
    "BuyersOrder",
    "Channel",
    "Condition",
    "DailyHours",
    "FirstOrders",
    "FirstUnits",
    "Gender",
    "GroupSize",
    "MemberLevel",
    "MemberTags",
    "MinQuantity",
    "MinSpend",
    "NewMember",
    "Not",
    "PaymentMethod",
    "Region",
]
