"""Does what was paid ahead agree with the ledger? Part of reconciling (P17, R2.13)."""

from __future__ import annotations

from collections.abc import Iterator

from django.db.models import Q, Sum

from feria.mall.orders.ledger import FORFEITED, PREPAID
from feria.mall.orders.models import LedgerEntry, Order
from feria.mall.orders.reconciling.differences import Difference, differ


def prepaid_differences() -> Iterator[Difference]:
    """The mall owes the deposits of orders whose sale is not made yet, and shops have those that buyers lost."""
    owed = _sums(Q(account=PREPAID))
    lost = _sums(Q(account__startswith=FORFEITED))
    columns = ("pk", "number", "state", "prepaid", "forfeited")
    for pk, number, state, prepaid, forfeited in Order.objects.values_list(*columns).iterator():
        expected = prepaid if state == Order.State.PREPAID else 0
        if -owed.get(pk, 0) != expected:
            yield differ("prepaid-balance", number, expected, -owed.get(pk, 0))
        if -lost.get(pk, 0) != forfeited:
            yield differ("forfeit-posting", number, forfeited, -lost.get(pk, 0))


def _sums(which: Q) -> dict[int, int]:
    sums = LedgerEntry.objects.filter(which).order_by().values_list("order_id")
    return dict(sums.annotate(total=Sum("amount")))
