"""Rush sessions of a festival as frozen values (R3.4).

Like the document itself: amounts are minor units of its currency, instants UTC, spans half-open [start, end).
"""

from __future__ import annotations

from datetime import datetime, timedelta

from feria.festival.values import Value
from feria.pricing import Both, FixedPrice, Funder, Lane, Promotion, Skus, Tags

LONGEST_CODE = 32
"""Characters of a session's code: claims and tables carry no more."""
PAY_WITHIN = 15
"""Minutes to pay what was claimed, unless the document says."""
TAG = "rush:"


class RushGood(Value, frozen=True, kw_only=True):
    """A product of a session: its price there, the units set aside, and how many one member may have (None: no limit)."""

    sku: str
    price: int
    units: int
    per_member: int | None = None


class RushDesign(Value, frozen=True, kw_only=True):
    """A session in which scarce units are claimed one tap at a time.

    ``code`` names it in addresses and claims. ``pay_within`` and ``early_minutes`` are minutes; members of the level
    ``early_level`` (a rank) or above may claim that much earlier, nobody may while ``early_minutes`` is nought.
    ``per_member`` counts units over all its products (None: no limit).
    """

    id: str
    code: str
    names: dict[str, str]
    opens_at: datetime
    closes_at: datetime
    products: tuple[RushGood, ...]
    pay_within: int = PAY_WITHIN
    per_member: int | None = None
    early_level: int = 0
    early_minutes: int = 0
    funders: tuple[Funder, ...] = ()

    @property
    def early_opens_at(self) -> datetime:
        """From when on anybody at all may claim: those with early access, or everybody."""
        return self.opens_at - timedelta(minutes=self.early_minutes)

    @property
    def tag(self) -> str:
        """What a cart line made from a claim bears, and nothing else does."""
        return TAG + self.code

    def promotions(self, currency: str) -> tuple[Promotion, ...]:
        """Its prices for the engine. They have no window: the claim is the right, and paying happens later."""
        return tuple(self._promotion(good, currency) for good in self.products)

    def _promotion(self, good: RushGood, currency: str) -> Promotion:
        return Promotion(
            id=f"{self.tag}:{good.sku}",
            name=next(iter(self.names.values()), self.id),
            names=self.names,
            lane=Lane.ITEM,
            benefit=FixedPrice(unit_price=good.price),
            scope=Both(scopes=(Tags(tags=(self.tag,)), Skus(skus=(good.sku,)))),
            funders=self.funders,
            currency=currency,
        )


def session_code(festival: str, rush: str) -> str:
    """How a festival's session is called outside its document."""
    return f"{festival}.{rush}"
