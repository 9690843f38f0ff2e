"""What claims refuse before they reach a teller."""

from __future__ import annotations


class ClaimUnreadable(Exception):
    """A key, a session, a product or a number of units that no claim can carry."""
