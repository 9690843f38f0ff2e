"""The source's departments as shops of a mall, and what of them a mall can sell by the piece."""

from __future__ import annotations

import msgspec


class Department(msgspec.Struct, frozen=True):
    """A department as a shop. ``sells`` is false for what is no goods at all: fuel, coupons, till corrections."""

    shop: str
    name: str
    sells: bool = True


DEPARTMENTS = {
    "GROCERY": Department("grocery", "Grocery"),
    "DRUG GM": Department("drugstore", "Drugstore & General"),
    "PRODUCE": Department("produce", "Fresh Produce"),
    "MEAT": Department("meat", "Fresh Meat"),
    "MEAT-PCKGD": Department("packaged-meat", "Packaged Meat"),
    "DELI": Department("deli", "Delicatessen"),
    "PASTRY": Department("bakery", "Bakery"),
    "NUTRITION": Department("nutrition", "Natural Foods"),
    "SEAFOOD": Department("seafood", "Fish Counter"),
    "SEAFOOD-PCKGD": Department("packaged-seafood", "Packaged Seafood"),
    "FLORAL": Department("flowers", "Flowers"),
    "COSMETICS": Department("cosmetics", "Cosmetics"),
    "SALAD BAR": Department("salad-bar", "Salad Bar"),
    "SPIRITS": Department("spirits", "Spirits"),
    "GARDEN CENTER": Department("garden", "Garden Center"),
    "CHEF SHOPPE": Department("chef-shoppe", "Chef Shoppe"),
    "TRAVEL & LEISURE": Department("travel", "Travel & Leisure"),
    "RESTAURANT": Department("coffee-shop", "Coffee Shop"),
    "FROZEN GROCERY": Department("frozen-grocery", "Frozen Grocery"),
    "PHOTO & VIDEO": Department("photo-video", "Photo & Video"),
    "TOYS": Department("toys", "Toys"),
    "HOUSEWARES": Department("housewares", "Housewares"),
    "FUEL": Department("fuel", "Fuel", sells=False),
    "MISCELLANEOUS": Department("miscellaneous", "Miscellaneous", sells=False),
    "COUPON": Department("coupons", "Coupons", sells=False),
    "AUTOMOTIVE": Department("automotive", "Automotive", sells=False),
    "GM MERCH EXP": Department("merchandise-expense", "Merchandise Expense", sells=False),
    "CNTRL/STORE SUP": Department("store-supplies", "Store Supplies", sells=False),
    "POSTAL CENTER": Department("postal-center", "Postal Center", sells=False),
    "PROD-WHS SALES": Department("warehouse-sales", "Warehouse Sales", sells=False),
    "ELECT &PLUMBING": Department("plumbing", "Electric & Plumbing", sells=False),
    "CHARITABLE CONT": Department("charity", "Charity", sells=False),
}

UNKNOWN = Department("unknown", "Unknown", sells=False)
"""A product that has lines but no row of its own, or a department this table does not know."""

NOT_GOODS = frozenset(
    {
        "BOTTLE DEPOSITS",
        "COUPON",
        "COUPON/MISC ITEMS",
        "COUPONS/STORE & MFG",
        "DELI SUPPLIES",
        "IN-STORE PHOTOFINISHING",
        "LONG DISTANCE CALLING CARDS",
        "MEAT SUPPLIES",
        "OVERNIGHT PHOTOFINISHING",
        "PREPAID WIRELESS&ACCESSORIES",
        "PROD SUPPLIES",
        "TICKETS",
    }
)
"""Categories that are services, deposits or paper: they stand on receipts, no mall sells them by the piece."""

NOT_PROMOTED = frozenset({"CIGARETTES", "CIGARS", "TOBACCO OTHER", "FIREWORKS", "PHARMACY"})
"""Goods that may not be promoted or sent: they stay out of the demo's mall, and in the replay with its receipts."""

AGE_RESTRICTED = frozenset({"BEERS/ALES", "DOMESTIC WINE", "IMPORTED WINE", "LIQUOR", "MISC WINE"})
"""Goods that carry the tag ``age-restricted``."""

BY_MEASURE = frozenset({"GASOLINE-REG UNLEADED", "FUEL"})
"""Product types whose quantity counts thousandths of a gallon, not pieces."""


def department(raw: str | None) -> Department:
    """The department that the source calls ``raw``."""
    return DEPARTMENTS.get(raw or "", UNKNOWN)


def why_not_sold(raw_department: str | None, category: str | None, kind: str | None) -> str:
    """Why a product cannot stand in a catalogue: ``not-goods``, ``not-promoted``, or nothing when it can."""
    if not department(raw_department).sells or category in NOT_GOODS or kind in BY_MEASURE:
        return "not-goods"
    if kind in ("MISC SALES TRANS", "PRODUCE DISCONTINUED ITEMS") or kind is None:
        return "not-goods"
    return "not-promoted" if category in NOT_PROMOTED else ""
