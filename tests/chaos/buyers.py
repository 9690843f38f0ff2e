"""Buyers who check out carts over HTTP and ask again, with the same key, until they are answered."""

from __future__ import annotations

import asyncio
import random
import secrets
import threading
from collections import Counter
from dataclasses import dataclass, field

import httpx

from tests.chaos.sale import SKU, WALLET

BUYERS = 6
FIRST_MEMBER = 900  # hh-900 and on


@dataclass
class Heard:
    """What the web acknowledged, and what went wrong."""

    placed: set[str] = field(default_factory=set)
    paid: set[str] = field(default_factory=set)
    statuses: Counter[int] = field(default_factory=Counter)
    broken: int = 0  # connections that died
    differing: int = 0  # keys that were answered with two different orders


class WebBuyers:
    """A thread in which a handful of buyers shop until told to stop."""

    def __init__(self, base: str, token: str, seed: int) -> None:
        self._base, self._token, self._seed = base, token, seed
        self._stop = threading.Event()
        self.heard = Heard()
        self._thread = threading.Thread(target=lambda: asyncio.run(self._shop()), daemon=True)

    def __enter__(self) -> WebBuyers:
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._stop.set()
        self._thread.join(60)

    async def _shop(self) -> None:
        async with httpx.AsyncClient(base_url=self._base, timeout=20) as web:
            await asyncio.gather(*(self._buyer(web, n) for n in range(BUYERS)))

    async def _buyer(self, web: httpx.AsyncClient, number: int) -> None:
        chance = random.Random(self._seed * 100 + number)
        self_headers = {
            "Authorization": f"Bearer {self._token}",
            "X-Feria-Member": f"hh-{FIRST_MEMBER + number}",
        }
        while not self._stop.is_set():
            await asyncio.sleep(chance.uniform(0.05, 0.3))
            wanted = {"lines": [{"sku": SKU, "quantity": 1}]}
            if await self._ask(web, "PUT", "/api/v1/cart", self_headers, wanted) is None:
                continue
            keyed = {**self_headers, "Idempotency-Key": secrets.token_hex(8)}
            number_ = await self._order(web, keyed)
            if number_ is not None and chance.random() < 0.7:
                await self._pay(web, self_headers, number_)

    async def _order(self, web: httpx.AsyncClient, headers: dict[str, str]) -> str | None:
        """Place it, and again with the same key: it must be the same order."""
        first = await self._ask(web, "POST", "/api/v1/checkout", headers, {"address": ADDRESS})
        if first is None or first.status_code != 201:
            return None
        number = str(first.json()["number"])
        self.heard.placed.add(number)
        again = await self._ask(web, "POST", "/api/v1/checkout", headers, {"address": ADDRESS})
        if again is not None and again.status_code == 201 and again.json()["number"] != number:
            self.heard.differing += 1
        return number

    async def _pay(self, web: httpx.AsyncClient, headers: dict[str, str], number: str) -> None:
        started = await self._ask(web, "POST", f"/api/v1/orders/{number}/pay", headers, {"return_url": "/"})
        if started is None or started.status_code != 200:
            return
        reference = started.json()["reference"]
        await self._ask(web, "POST", f"/api/v1/gateways/dummy/{reference}", headers, {"outcome": "paid"})
        seen = await self._ask(web, "GET", f"/api/v1/orders/{number}", headers)
        if seen is not None and seen.status_code == 200 and seen.json()["state"] == "paid":
            self.heard.paid.add(number)

    async def _ask(
        self, web: httpx.AsyncClient, verb: str, path: str, headers: dict[str, str], body: object = None
    ) -> httpx.Response | None:
        """Until it is answered by a server that is well; None when the shopping is over."""
        while not self._stop.is_set():
            try:
                answer = await web.request(verb, path, headers=headers, json=body)
            except httpx.TransportError:
                self.heard.broken += 1
            else:
                self.heard.statuses[answer.status_code] += 1
                if answer.status_code < 500:
                    return answer
            await asyncio.sleep(0.2)
        return None


ADDRESS = {**WALLET, "phone": "614 555 0142", "postcode": "43004", "country": "US"}
