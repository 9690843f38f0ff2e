"""What the lane says. ``outcome`` is for programs, ``message`` for people, in the language they ask for.

Too many is said with 429, however many they are (P10); 503 says that a database, or this server, is away.
"""

from __future__ import annotations

from datetime import datetime
from functools import lru_cache

import msgspec
from django.utils.translation import gettext_lazy as _

from feria.mall.rush.lane.wire import Reply, says
from feria.mall.rush.lane.words import Words
from feria.mall.stock.api import Answer, Outcome

LONGEST_REASON = 200

NO_SUCH_PATH = says(404, "no_such_path", _("The lane has no such path."))
UNKNOWN = says(404, "unknown", _("There is no such rush session, or its link is another."))
NO_CLAIM = says(404, "no_claim", _("Nothing is known of this claim: it was never answered, or is not yours."))
UNREADABLE = says(503, "busy", _("The database does not answer. Ask again with the same key."), 1.0)
STOPPING = says(503, "busy", _("This server is being stopped. Ask again with the same key."), 1.0)
UNCERTAIN = says(
    503, "uncertain", _("The database failed, and may have met the claim. Ask again with the same key."), 1.0
)
FAILED = says(503, "failed", _("The lane failed, and has noted why. Ask again with the same key."), 1.0)
KEY_REUSED = says(409, "key_reused", _("This key came with another claim before. Use a new one."))
TOKENS = {
    "token_missing": says(
        401, "token_missing", _("Send the token of the page: Authorization: Bearer TOKEN.")
    ),
    "token_bad": says(401, "token_bad", _("The token is not one of this mall's. Open the page again.")),
    "token_expired": says(401, "token_expired", _("The token is too old. Open the page again.")),
}

# Said again and again with other values beside them: each is looked up once.
_TOO_OFTEN = Words(_("You ask more often than you may. Wait a little."))
_NOT_YET = Words(_("The session has not started."))
_OVER = Words(_("The session is over."))
_FEWER = Words(_("Fewer are left than you asked for."))
_GONE = Words(_("All units are claimed."))
_LIMIT = Words(_("That is more than one member may have."))
_BUSY = Words(_("More people ask than can be served in time. Ask again with the same key."))
_NOT_SOLD = Words(_("This product is not sold in the session."))

CROWDED = says(429, "busy", _BUSY, 1.0)


def wrong_method(allowed: str) -> Reply:
    """``allowed`` as the header says it: "GET, POST"."""
    words = Words(_("This path takes %(methods)s."), methods=allowed)
    return says(405, "wrong_method", words)._replace(allow=allowed)


def bad_body(why: str) -> Reply:
    """``why`` may quote what was sent, which is cut: an answer is short however long the question was."""
    return says(422, "bad_body", Words(_("The body makes no sense: %(why)s"), why=why[:LONGEST_REASON]))


def too_often(again_in: float) -> Reply:
    return says(429, "too_often", _TOO_OFTEN, again_in)


def order_url(session: str, key: str) -> str:
    return f"/rush/{session}/claims/{key}/"


def not_yet(opens_at: datetime) -> Reply:
    return says(425, "not_yet", _NOT_YET, opens_at=opens_at)


def over(closed_at: datetime) -> Reply:
    return says(410, "over", _OVER, closed_at=closed_at)


def sold_out(claimant: str, sku: str, left: int, *, repeated: bool = False) -> Reply:
    more = {"claimant": claimant, "sku": sku, "left": left, "repeated": repeated}
    return says(409, "sold_out", _FEWER if left else _GONE, None, **more)


def held(until: datetime, session: str, key: str, *, repeated: bool) -> Reply:
    """Said by the thousand, and made of names that need no quoting: so it is written, not encoded."""
    return Reply(
        200,
        (
            f'{{"outcome":"held","claimant":"{session}/{key}","pay_until":"{_instant(until)}",'
            f'"order_url":"{order_url(session, key)}","repeated":{"true" if repeated else "false"}}}'
        ).encode(),
    )


@lru_cache(64)
def _instant(instant: datetime) -> str:
    """As everywhere in JSON. A batch's claims are all to be paid until the same instant."""
    return msgspec.json.encode(instant).decode().strip('"')


def of_answer(answer: Answer, session: str, key: str) -> Reply:
    """What the teller answered, as HTTP."""
    outcome = answer.outcome
    if answer.held_until is not None:
        return held(answer.held_until, session, key, repeated=answer.repeated)
    if outcome is Outcome.SOLD_OUT:
        return sold_out(answer.claimant, answer.sku, answer.left or 0, repeated=answer.repeated)
    if outcome is Outcome.LIMIT:
        more = {"claimant": answer.claimant, "sku": answer.sku, "left": answer.left}
        return says(409, "limit", _LIMIT, None, **more, repeated=answer.repeated)
    if outcome is Outcome.NOT_YET and answer.opens_at is not None:
        return not_yet(answer.opens_at)
    if outcome is Outcome.OVER and answer.closed_at is not None:
        return over(answer.closed_at)
    if outcome is Outcome.KEY_REUSED:
        return KEY_REUSED
    if outcome is Outcome.BUSY:
        return says(429, "busy", _BUSY, answer.again_in or 1.0)
    if answer.sku:
        return says(404, "unknown", _NOT_SOLD, sku=answer.sku)
    return UNKNOWN
