"""What cannot be claimed, and what cannot be planned."""

from __future__ import annotations

from datetime import datetime

from django.utils.translation import gettext as _


class ClaimUnreadable(Exception):
    """A key, a session, a product or a number of units that no claim can carry."""


class NoFestivalThen(Exception):
    """A session was to open when no festival is in force. ``spans``: each that is, with its first and last instant."""

    def __init__(self, spans: list[tuple[str, datetime, datetime]]) -> None:
        self.spans = spans
        super().__init__(spans)

    def __str__(self) -> str:
        return _("No festival is in force at that time: sessions stand within one.")
