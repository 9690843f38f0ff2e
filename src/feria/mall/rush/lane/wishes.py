"""The body of a claim."""

from __future__ import annotations

import msgspec

from feria.mall.rush.lane import replies
from feria.mall.rush.lane.who import Who
from feria.mall.rush.lane.wire import Trouble
from feria.mall.stock.api import Claim, Line


class WishedLine(Line, frozen=True, forbid_unknown_fields=True, array_like=False, gc=False):
    """A line as it stands in a body: an object with names."""


class Wish(msgspec.Struct, frozen=True, forbid_unknown_fields=True, gc=False):
    """The body of a claim."""

    key: str
    lines: tuple[WishedLine, ...]


_decode = msgspec.json.Decoder(Wish).decode


def claim_of(body: bytes, who: Who, session: str) -> Claim:
    """The claim in a body. Raises Trouble for one that makes no sense."""
    try:
        wish = _decode(body)
        return Claim(key=wish.key, member=who.member, session=session, lines=wish.lines, level=who.level)
    except (msgspec.DecodeError, ValueError) as why:  # a body that is not UTF-8 is a ValueError
        raise Trouble(replies.bad_body(str(why))) from None
