"""``/lane/room/{session}``: joining the waiting room, and asking how long it still takes."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from feria.mall.rush.lane import replies
from feria.mall.rush.lane.buckets import Buckets
from feria.mall.rush.lane.clock import LaneClock
from feria.mall.rush.lane.line import GONE_AFTER
from feria.mall.rush.lane.rooms import Rooms
from feria.mall.rush.lane.standing import Standing, State
from feria.mall.rush.lane.tokens import LASTS, Signer
from feria.mall.rush.lane.who import Mark, Who
from feria.mall.rush.lane.wire import Reply, answers, says

ASKS_A_SECOND = 3_000
"""So many places may be asked for: a tenth of what one process answers."""

FULL = says(429, "busy", _("The waiting room itself is full. Come again in a while."), 10.0)
BAD_TICKET = says(404, "no_ticket", _("That is no ticket for this room. Join it again."))
GONE = says(410, "gone", _("You were away when your turn came. Join the room again."))


class WaitingRoom:
    """Answers at the pace of the rooms' rounds, ten a second."""

    def __init__(self, rooms: Rooms, signer: Signer, clock: LaneClock, askers: Buckets) -> None:
        self._rooms, self._signer, self._clock, self._askers = rooms, signer, clock, askers

    async def join(self, standing: Standing, who: Who) -> Reply:
        """A place for the member; joining twice keeps the first."""
        session = standing.slot.code
        if self._rooms.is_full(session):
            return FULL
        joined = self._rooms.joined_at(session, who.member)
        return await self._place(standing, who.member, who.level, who.marks, joined)

    async def ask(self, standing: Standing, ticket: str) -> Reply:
        """Where the holder of a ticket stands now."""
        parts = (self._signer.read_slip(ticket) or "").split("~")
        if len(parts) != 6 or parts[0] != standing.slot.code:
            return BAD_TICKET
        session, member, level, marks, joined, seen = parts
        again_in = self._askers.take(member)
        if again_in:
            return replies.too_often(again_in)
        is_known = self._rooms.joined_at(session, member) == int(joined) / 1e6
        if not is_known and self._clock.database() - int(seen) / 1e6 > GONE_AFTER:
            return GONE
        return await self._place(standing, member, int(level), marks, int(joined) / 1e6)

    async def _place(self, standing: Standing, member: str, level: int, marks: str, joined: float) -> Reply:
        session, state = standing.slot.code, standing.state(self._clock.mall(), level)
        joined = round(joined, 6)
        told: dict[str, object] = {"state": state.value}
        if state is not State.OVER:
            moved, room = await self._rooms.place(session, member, joined, is_paused=state is not State.OPEN)
            if state is State.OPEN and joined <= moved.admitted_to:
                return answers(
                    {"state": "admitted", "admission": self._admission(session, member, level, marks)}
                )
            ahead = moved.ahead.get(member, moved.waiting)
            begins_in = max(0.0, standing.opens_for(level) - self._clock.mall())
            wait = round(begins_in + ahead / max(room.rate, 0.1) + 0.1, 1)
            if state is not State.SOLD_OUT:
                told["state"] = "waiting"
            told |= {"position": ahead + 1, "ahead": ahead, "wait_seconds": wait}
            told |= {"ask_again_in": ask_again_in(wait, moved.waiting if state is State.OPEN else None)}
        if state is State.SOLD_OUT:
            told["paying"] = sum(good.paying for good in standing.goods)
        seen = round(self._clock.database() * 1e6)
        told["ticket"] = self._signer.slip(f"{session}~{member}~{level}~{marks}~{round(joined * 1e6)}~{seen}")
        return answers(told)

    def _admission(self, session: str, member: str, level: int, marks: str) -> str:
        """A token to claim with."""
        until = self._clock.lasting(LASTS)
        kept = Mark.CLEARED.value if Mark.CLEARED in marks else ""
        return self._signer.sign(member, level, until, marks=Mark.ADMITTED + kept, session=session)


def ask_again_in(wait: float, waiting: int | None) -> float:
    """Seconds after which somebody asks for their place again.

    A fifth of their wait is often enough to see it fall. But while something is left, everybody is told within two seconds
    that it is gone (P10): they ask every second if they are few, as often as can be answered if they are more.
    """
    seconds = wait / 5
    if waiting is not None:
        seconds = min(seconds, waiting / ASKS_A_SECOND)
    return min(max(1.0, round(seconds, 1)), GONE_AFTER / 3)
