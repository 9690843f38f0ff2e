"""The price that an order is made on, with the counts it rests on locked (R2.11, R2.12).

Whoever agrees on a price does so within one look at the festivals in force (``campaigns.one_look``): places are counted
for each festival apart, and one that was withdrawn between price and place would leave a place that is no festival's.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass, replace

from feria.mall.members.api import Member
from feria.mall.orders.counts import Want, gone_before, wanted
from feria.mall.orders.errors import PriceMoved
from feria.mall.orders.models import CartLine, Order, Quota
from feria.mall.orders.quotas import lock, take
from feria.mall.orders.quoting import Till
from feria.pricing import Quote

NOTHING: Mapping[str, int] = {}


@dataclass(frozen=True, kw_only=True)
class Agreed:
    """A price, and what the order takes of locked quotas; nobody else takes from those meanwhile."""

    quote: Quote
    quotas: Mapping[str, Quota]
    wants: tuple[Want, ...] = ()

    def take_places(self, order: Order) -> None:
        """Let the order have its places and units."""
        for want in self.wants:
            take(self.quotas[want.code], order, want.units)


def agree(
    served: Till,
    lines: list[CartLine],
    member: Member,
    limits: Mapping[str, int] = NOTHING,
    beside: Collection[str] = (),
) -> Agreed:
    """Price the lines; where the quote rests on something counted, lock the counts and price again.

    ``limits`` and ``beside`` are quotas that the order needs whatever its price (``quotas.lock``).
    Raises PriceMoved when the second price rests on a count that is not locked: somebody else may be taking from it.
    """
    quote = served.quote(lines)
    first = wanted(served.plan, quote)
    limits = {**limits, **{want.code: want.limit for want in first.values()}}
    quotas = lock(limits, beside) if limits else {}
    if not first:
        return Agreed(quote=quote, quotas=quotas)
    again = replace(served, gone=gone_before(served.plan, member)).quote(lines)
    wants = wanted(served.plan, again)
    if {want.code for want in wants.values()} - quotas.keys():
        raise PriceMoved(quote.payable, again.payable, again.currency)
    return Agreed(quote=again, quotas=quotas, wants=tuple(wants.values()))
