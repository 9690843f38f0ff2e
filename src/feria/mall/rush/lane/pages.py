"""What a page needs to send its visitor to the lane."""

from __future__ import annotations

from django.conf import settings

from feria.mall.kit.api import database_now
from feria.mall.members.api import Member
from feria.mall.rush.lane.tokens import LASTS, Signer


def lane_token(member: Member) -> str:
    """A token that says who asks, good for ten minutes; a page that stays open longer asks for another."""
    return Signer(settings.SECRET_KEY).sign(member.code, member.level, database_now() + LASTS)
