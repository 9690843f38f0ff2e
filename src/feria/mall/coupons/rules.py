"""When a coupon can be claimed. Pure: the template's row, what the member has, the instant."""

from __future__ import annotations

from datetime import datetime
from typing import Literal

from feria.mall.coupons.errors import CouponRefused
from feria.mall.coupons.models import CouponTemplate

ClaimState = Literal["claimable", "not-yet", "over", "gone", "limit"]


def claim_state(template: CouponTemplate, mine: int, now: datetime) -> ClaimState:
    """Whether a member who claimed ``mine`` of them already can claim one more at ``now``, and if not why."""
    if template.is_withdrawn or now >= template.claim_until:
        return "over"
    if now < template.claim_from_at:
        return "not-yet"
    if mine >= template.per_member:
        return "limit"
    if template.claimed >= template.stock:
        return "gone"
    return "claimable"


def check_claim(template: CouponTemplate, mine: int, now: datetime) -> None:
    """Raise CouponRefused unless the member can claim one more."""
    state = claim_state(template, mine, now)
    if state != "claimable":
        raise CouponRefused(state, template.code, opens_at=template.claim_from_at, limit=template.per_member)
