"""The one order in which rows of stock are locked: a claimant's holds, then items, both by product id.

Two claims on the same items therefore never wait for each other in a circle. An order's row is locked before
its stock (see orders/locks.py); work on several claimants takes a transaction for each.
(SQLite knows no row locks; there every transaction that writes waits for the one before it.)
"""

from __future__ import annotations

from collections.abc import Collection

from django.db import connection

from feria.mall.stock.models import Hold, StockItem


def locked_items(skus: Collection[str]) -> dict[str, StockItem]:
    """The items of these SKUs as they stand now, ours until the transaction ends; SKUs without stock are left out."""
    rows = StockItem.objects.select_for_update(of=("self",)).select_related("product")
    rows = rows.only("received", "held", "sold", "set_aside", "product__sku")
    return {item.product.sku: item for item in rows.filter(product__sku__in=list(skus)).order_by("pk")}


def locked_holds(claimant: str, state: Hold.State) -> list[Hold]:
    """The claimant's holds in that state, and then their items, ours until the transaction ends."""
    holds = list(Hold.objects.select_for_update().filter(claimant=claimant, state=state).order_by("item_id"))
    if holds and connection.features.has_select_for_update:
        items = StockItem.objects.select_for_update().filter(pk__in=[hold.item_id for hold in holds])
        list(items.order_by("pk").values_list("pk"))
    return holds
