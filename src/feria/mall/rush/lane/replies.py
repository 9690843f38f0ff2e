"""The words of the lane. ``outcome`` is for programs; pages say it in the reader's language, by that code."""

from __future__ import annotations

from datetime import datetime

import msgspec

from feria.mall.rush.lane.wire import Reply, answers, says
from feria.mall.stock.api import Answer, Outcome

LONGEST_REASON = 200

NO_SUCH_PATH = says(404, "no_such_path", "The lane has no such path.")
UNKNOWN = says(404, "unknown", "There is no such rush session, or its link is another.")
NO_CLAIM = says(404, "no_claim", "Nothing is known of this claim: it was never answered, or is not yours.")
UNREADABLE = says(503, "busy", "The database does not answer. Ask again with the same key.", 1.0)
STOPPING = says(503, "busy", "This server is being stopped. Ask again with the same key.", 1.0)
UNCERTAIN = says(
    503, "uncertain", "The database failed, and may have met the claim. Ask again with the same key.", 1.0
)
FAILED = says(503, "failed", "The lane failed, and has noted why. Ask again with the same key.", 1.0)
TOKENS = {
    "token_missing": says(401, "token_missing", "Send the token of the page: Authorization: Bearer TOKEN."),
    "token_bad": says(401, "token_bad", "The token is not one of this mall's. Open the page again."),
    "token_expired": says(401, "token_expired", "The token is too old. Open the page again."),
}


class Held(msgspec.Struct, frozen=True, kw_only=True):
    """The body of a claim that was met."""

    outcome: str
    claimant: str
    pay_until: datetime
    order_url: str
    repeated: bool


def wrong_method(allowed: str) -> Reply:
    """``allowed`` as the header says it: "GET, POST"."""
    return says(405, "wrong_method", f"This path takes {allowed}.")._replace(allow=allowed)


def bad_body(why: str) -> Reply:
    """``why`` may quote what was sent, which is cut: an answer is short however long the question was."""
    return says(422, "bad_body", f"The body makes no sense: {why[:LONGEST_REASON]}")


def too_often(again_in: float) -> Reply:
    return says(429, "too_often", "You ask more often than you may. Wait a little.", again_in)


def order_url(session: str, key: str) -> str:
    return f"/rush/{session}/claims/{key}/"


def not_yet(opens_at: datetime) -> Reply:
    return says(425, "not_yet", "The session has not started.", opens_at=opens_at)


def over(closed_at: datetime) -> Reply:
    return says(410, "over", "The session is over.", closed_at=closed_at)


def sold_out(claimant: str, sku: str, left: int, *, repeated: bool = False) -> Reply:
    message = "Fewer are left than you asked for." if left else "All units are claimed."
    more = {"claimant": claimant, "sku": sku, "left": left, "repeated": repeated}
    return says(409, "sold_out", message, None, **more)


def of_answer(answer: Answer, session: str, key: str) -> Reply:
    """What the teller answered, as HTTP."""
    outcome = answer.outcome
    if answer.held_until is not None:
        held = Held(
            outcome="held",
            claimant=answer.claimant,
            pay_until=answer.held_until,
            order_url=order_url(session, key),
            repeated=answer.repeated,
        )
        return answers(held)
    if outcome is Outcome.SOLD_OUT:
        return sold_out(answer.claimant, answer.sku, answer.left or 0, repeated=answer.repeated)
    if outcome is Outcome.LIMIT:
        more = {"claimant": answer.claimant, "sku": answer.sku, "left": answer.left}
        message = "That is more than one member may have."
        return says(409, "limit", message, None, **more, repeated=answer.repeated)
    if outcome is Outcome.NOT_YET and answer.opens_at is not None:
        return not_yet(answer.opens_at)
    if outcome is Outcome.OVER and answer.closed_at is not None:
        return over(answer.closed_at)
    if outcome is Outcome.KEY_REUSED:
        return says(409, "key_reused", "This key came with another claim before. Use a new one.")
    if outcome is Outcome.BUSY:
        message = "More people ask than can be served in time. Ask again with the same key."
        return says(503, "busy", message, answer.again_in or 1.0)
    if answer.sku:
        return says(404, "unknown", "This product is not sold in the session.", sku=answer.sku)
    return UNKNOWN
