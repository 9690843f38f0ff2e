"""Claims that do not come by the lane: a plain form is served at once, by a teller of its own.

It goes through the lane's gates: limits, waiting room, challenge. One by one this is slower than the lane and just as
exact: the same transaction judges it.
"""

from __future__ import annotations

from collections.abc import Mapping
from urllib.parse import quote

from django.db import connection

from feria.mall.kit.api import database_now
from feria.mall.members.api import Member
from feria.mall.rush.errors import ClaimUnreadable
from feria.mall.rush.lane.plainly import WayIn, let_in
from feria.mall.stock import api as stock


def claim(member: Member, session: str, key: str, units: Mapping[str, int], way: WayIn) -> stock.Answer:
    """Claim these units (by SKU) for the member. The same key again gets the first answer.

    Raises ClaimUnreadable for names or numbers that make no sense; TooOften, RoomFirst, ChallengeFirst, Crowded;
    stock.OutcomeUnknown when the database failed.
    """
    lines = tuple(stock.Line(sku, count) for sku, count in units.items())
    try:
        asked = stock.Claim(key=key, member=member.code, session=session, lines=lines, level=member.level)
    except ValueError as why:
        raise ClaimUnreadable(str(why)) from why
    let_in(member, session, way, database_now().timestamp())
    return stock.serve_one(database_url(), asked)


def database_url() -> str:
    """Where tellers find this mall's database, as in FERIA_DATABASE_URL."""
    settings = connection.settings_dict
    if connection.vendor == "sqlite":
        return f"sqlite:///{settings['NAME']}"
    user, password, host, port, name = (
        quote(str(settings[part] or ""), safe="") for part in ("USER", "PASSWORD", "HOST", "PORT", "NAME")
    )
    return f"postgresql://{user}:{password}@{host}{port and ':' + port}/{name}"
