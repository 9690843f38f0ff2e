"""``feria reconcile``: whether the mall's books agree with one another (P17)."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Annotated

from cyclopts import Parameter

from feria.cli.mall import HOME, use_mall


def reconcile(
    *,
    home: Path = HOME,
    gateways: Annotated[bool, Parameter(negative="")] = False,
    repair: Annotated[bool, Parameter(negative="")] = False,
) -> int:
    """Compare stock with holds, holds with orders, coupons with uses, ledger with payments, the live board with orders; change nothing.

    Exits with 0 when everything agrees, with 1 when something does not.

    Parameters
    ----------
    home
        The mall's folder.
    gateways
        Ask the payment gateways as well what became of each payment, one by one.
    repair
        Count anew the counters that do not agree with the rows they count (stock, quotas, coupons). Holds, orders,
        payments and the ledger are never changed.
    """
    use_mall(home)
    from feria.mall.orders import api as orders

    if repair and (counted := orders.repair()):
        sys.stdout.write(f"Counted anew: {counted}.\n")
    found = orders.reconcile()
    differences = [*found.differences, *(orders.ask_gateways_too() if gateways else ())]
    for difference in differences:
        expected = f"{difference.subject}: expected {difference.expected}, found {difference.found}"
        sys.stdout.write(f"{difference.check}: {expected}\n")
    looked_at = f"{found.orders} orders, {found.payments} payments, {found.entries} ledger entries"
    verdict = "everything agrees" if not differences else f"{len(differences)} differences"
    sys.stdout.write(f"Looked at {looked_at}: {verdict}.\n")
    return 1 if differences else 0
