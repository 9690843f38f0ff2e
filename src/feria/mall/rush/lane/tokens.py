"""Who asks, on a signed slip: the lane believes it without asking a database.

A token is made by a page for a member who is signed in, and lasts ten minutes. The waiting room and the challenge
hand out tokens of the same kind with a mark on them: this member was admitted, this member has shown to be no bot.
"""

from __future__ import annotations

import re
from datetime import datetime, timedelta
from hmac import compare_digest

from feria.mall.rush.lane.keys import Key
from feria.mall.rush.lane.who import TokenRefused, Who

LASTS = timedelta(minutes=10)
_NAME = re.compile(r"[\w.:-]{1,40}", re.ASCII)
_SEPARATOR = "~"  # may stand in an address, and in no name
_VERSION = "1"


class Signer:
    """Signs and reads tokens, links and slips with keys derived from the mall's secret."""

    def __init__(self, secret: str) -> None:
        if not secret:
            raise ValueError("the lane signs with the mall's secret, and it is empty")
        self._tokens, self._links, self._slips = (Key(secret, use) for use in ("token", "link", "slip"))

    def sign(
        self, member: str, level: int, expires_at: datetime, *, marks: str = "", session: str = ""
    ) -> str:
        """A token for the member's code. Raises ValueError for a code that no claim could carry."""
        if not _NAME.fullmatch(member) or (session and not _NAME.fullmatch(session)):
            raise ValueError(
                f"the lane knows members by 1 to 40 ASCII letters, digits and _ . : - not {member}"
            )
        expires = f"{int(expires_at.timestamp()):x}"
        text = _SEPARATOR.join([_VERSION, expires, str(level), marks, session, member])
        return f"{text}{_SEPARATOR}{self._tokens.mac(text.encode())}"

    def read(self, token: bytes, now: float) -> Who:
        """Whom it names; ``now`` in seconds since 1970. Raises TokenRefused."""
        text, _, mac = token.rpartition(_SEPARATOR.encode())
        if not compare_digest(mac, self._tokens.mac(text).encode()):
            raise TokenRefused("token_bad")
        parts = text.decode().split(_SEPARATOR)
        if len(parts) != 6 or parts[0] != _VERSION:  # signed by another version of ours
            raise TokenRefused("token_bad")
        _, expires, level, marks, session, member = parts
        who = Who(member, int(level), float(int(expires, 16)), marks, session)
        if now >= who.expires_at:
            raise TokenRefused("token_expired")
        return who

    def link(self, session: str) -> str:
        """The part of a session's address that cannot be guessed, and is told from its start on only."""
        return self._links.mac(session.encode())

    def slip(self, text: str) -> str:
        """``text`` with a signature, for what the lane hands out and wants back unchanged."""
        return f"{text}{_SEPARATOR}{self._slips.mac(text.encode())}"

    def read_slip(self, slip: str) -> str | None:
        """What was signed; None when it was not, or not by us."""
        text, _, mac = slip.rpartition(_SEPARATOR)
        ours = slip.isascii() and compare_digest(mac, self._slips.mac(text.encode()))
        return text if ours else None


class TokenReader:
    """Reads tokens as they come in headers, and remembers those it has read: a member asks more than once."""

    MOST = 20_000

    def __init__(self, signer: Signer) -> None:
        self._signer = signer
        self._known: dict[bytes, Who] = {}

    def who(self, authorization: bytes, now: float) -> Who:
        """``authorization``: the header's value, ``Bearer TOKEN``. Raises TokenRefused."""
        who = self._known.get(authorization)
        if who is None:
            if authorization[:7].lower() != b"bearer ":
                raise TokenRefused("token_missing")
            who = self._signer.read(authorization[7:], now)
            if len(self._known) >= self.MOST:
                self._known.clear()
            self._known[authorization] = who
        elif now >= who.expires_at:
            raise TokenRefused("token_expired")
        return who
