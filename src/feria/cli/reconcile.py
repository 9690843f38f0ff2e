"""``feria reconcile``: whether the mall's books agree with one another (P17)."""

from __future__ import annotations

import sys
from pathlib import Path

from feria.cli.mall import HOME, use_mall


def reconcile(*, home: Path = HOME) -> int:
    """Compare stock with holds, holds with orders, coupons with uses, ledger with payments, the live board with orders; change nothing.

    Exits with 0 when everything agrees, with 1 when something does not.

    Parameters
    ----------
    home
        The mall's folder.
    """
    use_mall(home)
    from feria.mall.orders.api import reconcile as compare

    found = compare()
    for difference in found.differences:
        expected = f"{difference.subject}: expected {difference.expected}, found {difference.found}"
        sys.stdout.write(f"{difference.check}: {expected}\n")
    looked_at = f"{found.orders} orders, {found.payments} payments, {found.entries} ledger entries"
    verdict = "everything agrees" if found.is_clean else f"{len(found.differences)} differences"
    sys.stdout.write(f"Looked at {looked_at}: {verdict}.\n")
    return 0 if found.is_clean else 1
