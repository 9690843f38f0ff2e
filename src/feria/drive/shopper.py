"""One visit, as a shopper's app would make it: fill the cart, claim what can be claimed, order, pay."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Mapping
from random import Random
from typing import Any, NamedTuple

import httpx

from feria.drive.figures import Figures
from feria.drive.visits import Visit

ADDRESS = {
    "recipient": "Load Driver",
    "phone": "+1 555 0199",
    "street": "1 Test Track",
    "city": "Springfield",
    "region": "OH",
    "postcode": "45501",
    "country": "US",
}
"""Where driven orders go. The households' addresses are not known."""

TRIES = 3
"""How often a checkout is tried when the price moved or something ran out meanwhile."""


class Manners(NamedTuple):
    """How shoppers behave: shares of the visits, 0 to 1."""

    pay: float = 0.95
    claim: float = 0.3


class Refused(Exception):
    """The mall said no, for a reason it named."""

    def __init__(self, code: str, errors: list[dict[str, Any]]) -> None:
        super().__init__(code)
        self.code = code
        self.errors = errors


class Broken(Exception):
    """The mall failed to answer as a mall should."""


class Shopper:
    """Makes visits over one client; ``run`` makes idempotency keys of this drive differ from those of another."""

    def __init__(self, client: httpx.AsyncClient, figures: Figures, manners: Manners, run: str) -> None:
        self.client = client
        self.figures = figures
        self.manners = manners
        self.run = run
        self._at_the_till: dict[str, asyncio.Lock] = {}

    async def visit(self, visit: Visit) -> None:
        """Make the visit and count what came of it. A member's visits wait for each other: they share a cart."""
        chance = Random(visit.basket)
        async with self._at_the_till.setdefault(visit.member, asyncio.Lock()):
            self.figures.visits += 1
            self.figures.not_sold += visit.not_sold
            try:
                await self._shop(visit, chance)
            except Refused as refusal:
                self.figures.refusals[refusal.code] += 1
            except Broken as broken:
                self.figures.errors[str(broken)] += 1

    async def _shop(self, visit: Visit, chance: Random) -> None:
        if chance.random() < self.manners.claim:
            await self._claim(visit.member)
        order = await self._order(visit)
        if order is None:
            return
        number = order["number"]
        self.figures.orders[number] = visit.member
        if chance.random() < self.manners.pay:
            await self._pay(visit.member, number)
            self.figures.paid.add(number)
            self.figures.payable += order["payable"]
            self.figures.listed += order["listed"]
        else:
            self.figures.left_unpaid += 1

    async def _claim(self, member: str) -> None:
        """Claim every coupon that can be had; what is gone meanwhile is a refusal, not the end of the visit."""
        wallet = await self._ask("coupons", "GET", "/coupons", member)
        for coupon in wallet["claimable"]:
            if coupon["state"] == "claimable":
                try:
                    await self._ask("claim", "POST", f"/coupons/{coupon['code']}/claim", member)
                except Refused as refusal:
                    self.figures.refusals[refusal.code] += 1

    async def _order(self, visit: Visit) -> dict[str, Any] | None:
        """Order what can be had of the basket; nothing if nothing is left of it."""
        wants = dict(visit.wants)
        for attempt in range(1, TRIES + 1):
            if not wants:
                return None
            try:
                lines = [{"sku": sku, "quantity": quantity} for sku, quantity in wants.items()]
                cart = await self._ask("cart", "PUT", "/cart", visit.member, {"lines": lines})
                wanted = {
                    "address": ADDRESS,
                    "channel": "drive",
                    "expected_payable": cart["quote"]["payable"],
                }
                key = f"{self.run}-{visit.basket}-{attempt}"
                return await self._ask(
                    "checkout", "POST", "/checkout", visit.member, wanted, {"Idempotency-Key": key}
                )
            except Refused as refusal:
                self.figures.refusals[refusal.code] += 1
                wants = without(wants, refusal)
        return None

    async def _pay(self, member: str, number: str) -> None:
        started = await self._ask("pay", "POST", f"/orders/{number}/pay", member, {"return_url": ""})
        await self._ask(
            "bank", "POST", f"/gateways/dummy/{started['reference']}", member, {"outcome": "paid"}
        )

    async def orders_of(self, member: str) -> dict[str, str]:
        """Number -> state of all the member's orders, as the mall tells them."""
        found: dict[str, str] = {}
        page = 1
        while True:
            answer = await self._ask("orders", "GET", f"/orders?page={page}", member)
            found |= {order["number"]: order["state"] for order in answer["items"]}
            if len(found) >= answer["count"] or not answer["items"]:
                return found
            page += 1

    async def _ask(
        self,
        kind: str,
        method: str,
        path: str,
        member: str,
        body: Any = None,
        headers: Mapping[str, str] | None = None,
    ) -> Any:
        """One request, timed; once more if no answer came (a checkout has its key). Raises Refused, Broken."""
        asked = {"X-Feria-Member": member, **(headers or {})}
        for again in (False, True):
            began = time.perf_counter()
            try:
                response = await self.client.request(method, f"/api/v1{path}", json=body, headers=asked)
            except httpx.TransportError as error:
                if again:
                    raise Broken(f"{kind}: no answer ({type(error).__name__})") from None
                continue
            self.figures.took(kind, time.perf_counter() - began)
            return _answer(kind, response)
        raise AssertionError("unreachable")


def _answer(kind: str, response: httpx.Response) -> Any:
    if response.is_success:
        return response.json() if response.content else None
    if response.status_code >= 500:
        raise Broken(f"{kind}: {response.status_code}")
    try:
        problem = response.json()
        raise Refused(problem["title"], problem.get("errors", []))
    except (ValueError, KeyError):
        raise Broken(f"{kind}: {response.status_code} without a reason") from None


def without(wants: Mapping[str, int], refusal: Refused) -> dict[str, int]:
    """What is still worth asking for: less of what is short, none of what the mall refuses by its SKU."""
    left = dict(wants)
    for error in refusal.errors:
        sku = error.get("sku") or error.get("where", "")
        if error.get("code") == "stock-short" and error.get("has", 0) > 0:
            left[sku] = min(left.get(sku, 0), error["has"])
        else:
            left.pop(sku, None)
    if refusal.code not in ("stock-short", "price-moved", "cart"):
        raise refusal
    return {sku: quantity for sku, quantity in left.items() if quantity > 0}
