"""Who a member is, signed for the lane, which believes it without asking a database."""

from __future__ import annotations

from functools import lru_cache

from django.conf import settings

from feria.mall.kit.api import database_now
from feria.mall.members.api import Member
from feria.mall.rush.lane.tokens import LASTS, Signer


def lane_token(member: Member) -> str:
    """A token for this member, good for ten minutes; pages fetch a new one when people wait longer."""
    return _signer(settings.SECRET_KEY).sign(member.code, member.level, database_now() + LASTS)


@lru_cache(maxsize=2)
def _signer(secret: str) -> Signer:
    return Signer(secret)
