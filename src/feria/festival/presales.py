"""Presales of a festival as frozen values (R2.13).

Like the document itself: amounts are minor units of its currency, instants UTC, spans half-open [start, end).
"""

from __future__ import annotations

from feria.festival.values import Value
from feria.pricing import Both, FixedPrice, Funder, Lane, Promotion, Skus, Tags, Window
from feria.pricing.presale import PresaleTerms

TAG = "presale:"


class PresaleGood(Value, frozen=True, kw_only=True):
    """A product that can be ordered ahead; ``units`` and ``per_member`` are None where there is no such limit."""

    sku: str
    price: int
    deposit: int
    counts_as: int
    units: int | None = None
    per_member: int | None = None

    @property
    def terms(self) -> PresaleTerms:
        """What one unit costs, now and later."""
        return PresaleTerms(price=self.price, deposit=self.deposit, counts_as=self.counts_as)


class PresaleDesign(Value, frozen=True, kw_only=True):
    """Goods ordered ahead: deposits are taken in one window, balances in a later one. ``code`` names it in addresses."""

    id: str
    code: str
    names: dict[str, str]
    deposit: Window
    balance: Window
    products: tuple[PresaleGood, ...]
    funders: tuple[Funder, ...] = ()

    @property
    def tag(self) -> str:
        """What the lines of its orders bear, and nothing else does."""
        return TAG + self.code

    def good(self, sku: str) -> PresaleGood | None:
        """The product's terms, if it is among them."""
        return next((each for each in self.products if each.sku == sku), None)

    def promotions(self, currency: str) -> tuple[Promotion, ...]:
        """Its prices for the engine. They have no window: the deposit is the right, and the balance comes later."""
        return tuple(
            Promotion(
                id=f"{self.tag}:{good.sku}",
                name=next(iter(self.names.values()), self.id),
                names=self.names,
                lane=Lane.ITEM,
                benefit=FixedPrice(unit_price=good.terms.total),
                scope=Both(scopes=(Tags(tags=(self.tag,)), Skus(skus=(good.sku,)))),
                funders=self.funders,
                currency=currency,
            )
            for good in self.products
        )
