"""The price that an order is made on, with the places it rests on locked (R2.11)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace

from feria.mall.orders.errors import PriceMoved
from feria.mall.orders.models import CartLine, Order, Quota
from feria.mall.orders.quotas import lock, take
from feria.mall.orders.quoting import Till
from feria.mall.orders.races import codes_of, recounted, won
from feria.pricing import Quote


@dataclass(frozen=True, kw_only=True)
class Agreed:
    """A price, and the locked quotas of which the order will have a place; nobody else takes those meanwhile."""

    quote: Quote
    quotas: Mapping[str, Quota]

    def take_places(self, order: Order) -> None:
        """Let the order have its places."""
        for quota in self.quotas.values():
            take(quota, order)


def agree(served: Till, lines: list[CartLine]) -> Agreed:
    """Price the lines; where the quote rests on a place among the first so many, lock the count and price again.

    Raises PriceMoved when the second price rests on a count that is not locked: somebody else may be taking from it.
    """
    quote = served.quote(lines)
    wanted = won(served.plan, quote)
    if not wanted:
        return Agreed(quote=quote, quotas={})
    codes = codes_of(wanted)
    quotas = lock({codes[race]: places for race, places in wanted.items()})
    locked = {race: quotas[code] for race, code in codes.items()}
    again = replace(served, gone=recounted(served.gone, locked)).quote(lines)
    still = won(served.plan, again)
    if still.keys() - wanted.keys():
        raise PriceMoved(quote.payable, again.payable, again.currency)
    return Agreed(quote=again, quotas={race: locked[race] for race in still})
