"""What must hold before a promotion applies: one small class each."""

from feria.pricing.conditions.member import Birthday, Gender, MemberLevel, MemberTags, NewMember
from feria.pricing.conditions.place import Channel, Region
from feria.pricing.conditions.threshold import MinQuantity, MinSpend
from feria.pricing.conditions.union import AllOf, AnyOf, Condition, Not

__all__ = [
    "AllOf",
    "AnyOf",
    "Birthday",
    "Channel",
    "Condition",
    "Gender",
    "MemberLevel",
    "MemberTags",
    "MinQuantity",
    "MinSpend",
    "NewMember",
    "Not",
    "Region",
]
