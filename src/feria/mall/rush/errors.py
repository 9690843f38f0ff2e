"""What cannot be claimed, and what cannot be planned."""

from __future__ import annotations

from datetime import datetime

from django.utils.translation import gettext as _


class ClaimUnreadable(Exception):
    """A key, a session, a product or a number of units that no claim can carry."""


class TooOften(Exception):
    """The member, or the address, claims more often than it may; again in so many ``seconds``."""

    def __init__(self, seconds: float) -> None:
        self.seconds = seconds
        super().__init__(seconds)


class Crowded(Exception):
    """More people ask than can be served in time; again in so many ``seconds``. Nothing was claimed."""

    def __init__(self, seconds: float) -> None:
        self.seconds = seconds
        super().__init__(seconds)


class RoomFirst(Exception):
    """Whoever claims now must have come through the waiting room."""


class ChallengeFirst(Exception):
    """Whoever claims now must have answered a challenge, which a page without a script cannot put."""


class NoFestivalThen(Exception):
    """A session was to open when no festival is in force. ``spans``: each that is, with its first and last instant."""

    def __init__(self, spans: list[tuple[str, datetime, datetime]]) -> None:
        self.spans = spans
        super().__init__(spans)

    def __str__(self) -> str:
        return _("No festival is in force at that time: sessions stand within one.")
