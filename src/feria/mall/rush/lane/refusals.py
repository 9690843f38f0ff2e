"""What the lane refuses by itself is counted, by session and reason: a figure for those who run the sale.

The teller's own refusals that are kept are rows; those are counted where they are shown.
"""

from __future__ import annotations

from feria.mall.rush.lane.wire import Reply

_BEFORE = len(b'{"outcome":"')


class Refusals:
    """Counted in memory, one addition for each; taken out now and then by whoever writes them down."""

    def __init__(self) -> None:
        # By session, and the reply's body up to its sentence: that is the same for every reply of one reason.
        self._counts: dict[tuple[str, bytes], int] = {}

    def note(self, session: str, reply: Reply) -> None:
        """``session`` is one that there is, so that strangers' words do not fill the memory."""
        place = (session, reply.body)
        self._counts[place] = self._counts.get(place, 0) + 1

    def take(self) -> dict[tuple[str, str], int]:
        """By session and reason, what was counted since they were last taken."""
        counts, self._counts = self._counts, {}
        return {
            (session, body[_BEFORE : body.index(b'"', _BEFORE)].decode()): count
            for (session, body), count in counts.items()
        }
