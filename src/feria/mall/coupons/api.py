"""What other rooms may ask of the coupons: what is on offer, what a member has, claim, redeem, restore, give, take back."""

from __future__ import annotations

from feria.mall.coupons.actions import claim, redeem, restore
from feria.mall.coupons.errors import CouponRefused
from feria.mall.coupons.festivals import Synced, sync_templates, withdraw_templates
from feria.mall.coupons.giving import give, take_back
from feria.mall.coupons.models import Coupon, CouponTemplate, Redemption
from feria.mall.coupons.recounting import recount
from feria.mall.coupons.selectors import WalletRow, claimable, held, miscounted, template, templates, wallet

__all__ = [
    "Coupon",
    "CouponRefused",
    "CouponTemplate",
    "Redemption",
    "Synced",
    "WalletRow",
    "claim",
    "claimable",
    "give",
    "held",
    "miscounted",
    "recount",
    "redeem",
    "restore",
    "sync_templates",
    "take_back",
    "template",
    "templates",
    "wallet",
    "withdraw_templates",
]
