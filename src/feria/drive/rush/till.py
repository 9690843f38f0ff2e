"""From a claim to a paid order, over the mall's API, a few at a time: this part is pages, not the lane."""

from __future__ import annotations

import asyncio
import time
from typing import Any

import httpx

from feria.drive.rush.figures import Figures
from feria.drive.shopper import ADDRESS


class Till:
    """Orders claims and pays for them as the members' apps would."""

    def __init__(self, client: httpx.AsyncClient, figures: Figures, places: int) -> None:
        self._client, self._figures = client, figures
        self._places = asyncio.Semaphore(places)

    async def order(self, session: str, key: str, member: str, *, pays: bool) -> None:
        """Order the claim, and pay unless the buyer does not; problems are counted by their code."""
        async with self._places:
            wanted = {"address": ADDRESS, "channel": "drive"}
            order = await self._ask("order", f"/rush/{session}/claims/{key}/order", member, wanted)
            if order is None:
                return
            self._figures.orders[key] = order["number"]
            if pays and order["state"] == "placed":
                await self._pay(order["number"], member)
            elif order["state"] == "paid":
                self._figures.paid.add(order["number"])

    async def _pay(self, number: str, member: str) -> None:
        started = await self._ask("pay", f"/orders/{number}/pay", member, {"return_url": ""})
        if started is None:
            return
        path = f"/gateways/dummy/{started['reference']}"
        if await self._ask("bank", path, member, {"outcome": "paid"}) is not None:
            self._figures.paid.add(number)

    async def _ask(self, kind: str, path: str, member: str, body: dict[str, Any]) -> dict[str, Any] | None:
        """The answer; None when it was no, which is counted. Asked once more if no answer came: all of these may be."""
        for again in (False, True):
            began = time.perf_counter()
            try:
                response = await self._client.post(
                    f"/api/v1{path}", json=body, headers={"X-Feria-Member": member}
                )
            except httpx.TransportError as error:
                if again:
                    self._figures.order_problems[f"{kind}: {type(error).__name__}"] += 1
                continue
            self._figures.took(kind, time.perf_counter() - began)
            if response.is_success:
                return response.json() if response.content else {}
            self._figures.order_problems[f"{kind}: {_code(response)}"] += 1
            return None
        return None


def _code(response: httpx.Response) -> str:
    try:
        return str(response.json()["title"])
    except (ValueError, KeyError, TypeError):
        return str(response.status_code)
