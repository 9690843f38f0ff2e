"""The one order in which rows of stock are locked: rush sessions by id, a claimant's holds, then items, both by product id.

Two claims on the same items therefore never wait for each other in a circle. A session's own rows of its products are
changed by whoever has the items. An order's row is locked before its stock (see orders/locks.py); work on several
claimants takes a transaction for each, and whoever plans several sessions locks all of them and all that they sell first.
(SQLite knows no row locks; there every transaction that writes waits for the one before it.)
"""

from __future__ import annotations

from collections.abc import Collection

from django.db import connection
from django.db.models import Q

from feria.mall.stock.models import Hold, RushItem, RushSession, StockItem


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


def lock_sessions(codes: Collection[str], products: Collection[int] = ()) -> dict[str, RushSession]:
    """Those of the sessions that there are, by code, and every item that they or these products (by id) have, ours until
    the transaction ends. A product without stock gets its row.
    """
    rows = RushSession.objects.select_for_update().filter(code__in=list(codes)).order_by("pk")
    sessions = {row.code: row for row in rows}
    there = set(StockItem.objects.filter(pk__in=products).values_list("pk", flat=True))
    missing = [StockItem(product_id=product_id) for product_id in sorted(set(products) - there)]
    StockItem.objects.bulk_create(missing, ignore_conflicts=True)
    if connection.features.has_select_for_update:
        theirs = RushItem.objects.filter(session__in=[row.pk for row in sessions.values()]).values("item")
        items = StockItem.objects.select_for_update().filter(Q(pk__in=theirs) | Q(pk__in=products))
        list(items.order_by("pk").values_list("pk"))
    return sessions
