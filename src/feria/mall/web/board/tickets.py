"""Signed tickets that let a page open the stream: the stream checks a signature instead of asking the database who is there."""

from __future__ import annotations

from django.core import signing

SALT = "feria.board"
LASTS_SECONDS = 24 * 3600


def ticket_for(user_id: int) -> str:
    """A ticket for one viewer, good for a day."""
    return signing.dumps(user_id, salt=SALT)


def is_good(ticket: str) -> bool:
    """Whether this mall signed the ticket within the last day."""
    try:
        signing.loads(ticket, salt=SALT, max_age=LASTS_SECONDS)
    except signing.BadSignature:
        return False
    return True
