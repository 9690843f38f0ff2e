"""One buyer of a rush: claims, waits where the lane says so, thinks, orders, pays, or walks away."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Callable
from random import Random
from typing import Any
from urllib.parse import quote

import msgspec

from feria.drive.rush.figures import Figures, Kept
from feria.drive.rush.plan import Buyer, RushPlan
from feria.drive.rush.till import Till
from feria.drive.rush.wire import Answer, NoAnswer, Wire

SOONEST = 0.05
"""Seconds before somebody who was sent away without a word of when asks again."""


class Crowd:
    """Sends buyers to the lane; ``run`` makes claims' keys of this drive differ from those of another."""

    def __init__(self, plan: RushPlan, wire: Wire, till: Till, figures: Figures, run: str) -> None:
        self.plan, self.wire, self.till, self.figures, self.run = plan, wire, till, figures, run
        self.link = ""
        self.began = 0.0  # the session's start, on the loop's clock
        self._ends = float("inf")

    def starts(self, link: str, began: float) -> None:
        """The session is open: claims go to this link."""
        self.link, self.began = link, began
        self._ends = began + self.plan.patience

    async def buy(self, number: int, buyer: Buyer) -> None:
        """A buyer's whole story; whatever happens is counted."""
        chance = Random(f"{self.plan.seed}/{number}")
        wanted = Kept(buyer.member, {chance.choice(self.plan.skus): chance.randint(1, self.plan.most_units)})
        key = f"{self.run}-{number}"
        self.figures.open[key] = wanted
        outcome = await self._claim(key, wanted, buyer.token, chance)
        if outcome == "":
            return
        del self.figures.open[key]
        if outcome != "held":
            self.figures.refused[outcome] += 1
            return
        self.figures.held[key] = wanted
        await self._after(key, buyer.member, chance)

    async def _claim(self, key: str, wanted: Kept, token: str, chance: Random) -> str:
        """The lane's last word; empty when there was none."""
        lines = [{"sku": sku, "units": units} for sku, units in wanted.units.items()]
        body = msgspec.json.encode({"key": key, "lines": lines})
        while self._now() < self._ends:
            answer = await self._ask("POST", f"/lane/claims/{self.plan.session}/{self.link}", token, body)
            if answer is None:
                await asyncio.sleep(SOONEST)
                continue
            outcome = outcome_of(answer)
            self._note(outcome)
            if outcome == "wait":
                admission = await self._through_the_room(token)
                if admission is None:
                    return "sold_out_in_the_room"
                token = admission or token
            elif not asks_again(answer.status):
                return outcome
            else:
                self.figures.asked_again[outcome] += 1
                await asyncio.sleep(max(SOONEST, answer.again_in * chance.uniform(0.8, 1.2)))
        return ""

    async def _through_the_room(self, token: str) -> str | None:
        """The admission; empty when the drive's time was over before; None when the room said that nothing is left."""
        path, first = f"/lane/room/{self.plan.session}", True
        ticket = ""
        self.figures.queued += 1
        while self._now() < self._ends:
            method = "POST" if first else "GET"
            answer = await self._ask(method, path if first else f"{path}?ticket={quote(ticket)}", token)
            place: dict[str, Any] = (
                {} if answer is None or answer.status != 200 else msgspec.json.decode(answer.body)
            )
            if place.get("state") == "admitted":
                return str(place["admission"])
            if place.get("state") in ("sold_out", "over"):
                return None
            first, ticket = "ticket" not in place, str(place.get("ticket", ""))
            await asyncio.sleep(float(place.get("ask_again_in", 1.0)))
        return ""

    async def _after(self, key: str, member: str, chance: Random) -> None:
        """Held: think, then order and pay, or not."""
        if chance.random() < self.plan.abandon:
            self.figures.abandoned += 1
            return
        if self.plan.think:
            await asyncio.sleep(chance.expovariate(1 / self.plan.think))
        await self.till.order(self.plan.session, key, member, pays=chance.random() < self.plan.pay_rate)

    async def _ask(self, method: str, path: str, token: str, body: bytes = b"") -> Answer | None:
        began = time.perf_counter()
        try:
            answer = await self.wire.ask(method, path, token, body)
        except NoAnswer as why:
            self.figures.unanswered[str(why)] += 1
            return None
        took = time.perf_counter() - began
        kind = f"claim {outcome_of(answer)}" if path.startswith("/lane/claims/") else "room"
        self.figures.took(kind, took)
        return answer

    def _note(self, outcome: str) -> None:
        at = self._now() - self.began
        self.figures.last_claim_at = max(self.figures.last_claim_at, at)
        if outcome == "held" and self.figures.first_held_at is None:
            self.figures.first_held_at = round(at, 3)
        if outcome == "sold_out" and self.figures.sold_out_at is None:
            self.figures.sold_out_at = round(at, 3)

    def _now(self) -> float:
        return asyncio.get_running_loop().time()


def asks_again(status: int) -> bool:
    """Too early, too often, too many, or a lane in trouble: the same key may be sent again."""
    return status in (425, 429) or status >= 500


def outcome_of(answer: Answer) -> str:
    """The lane's word for it, or the status where it said none."""
    try:
        outcome = msgspec.json.decode(answer.body).get("outcome", "")
    except (msgspec.DecodeError, AttributeError):
        outcome = ""
    return str(outcome or f"status {answer.status}")


Progress = Callable[[int, Figures], None]
"""Called with how many buyers have set out."""
