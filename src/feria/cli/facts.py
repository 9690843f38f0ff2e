"""``feria facts``: what the mall has sold since the last time, added to its facts."""

from __future__ import annotations

import sys
from pathlib import Path

from feria.cli.mall import HOME, use_mall


def facts(*, home: Path = HOME) -> int:
    """Carry the mall's facts on: what the outbox tells since the last time, and how goods, members and carts stand now.

    They are kept in the folder `facts` of the mall's own, and `feria review .feria/facts` reads them.

    Parameters
    ----------
    home
        The mall's folder.
    """
    use_mall(home)
    from feria.mall.books.api import refresh

    done = refresh(home / "facts")
    told = ", ".join(f"{rows:,} {table}" for table, rows in sorted(done.rows.items()) if rows)
    sys.stdout.write(
        f"{done.events:,} events read, up to {done.upto}. Written to {home / 'facts'}: {told or 'nothing'}.\n"
    )
    return 0
