"""Which database a teller works on."""

from __future__ import annotations

from urllib.parse import unquote

from feria.mall.stock.teller.reading import Store


def store_for(url: str) -> Store:
    """The database behind an address: ``sqlite:///relative``, ``sqlite:////absolute``, ``postgresql://...``."""
    kind, _, rest = url.partition("://")
    if kind == "sqlite":
        from feria.mall.stock.teller.sqlite import SqliteStore

        return SqliteStore(unquote(rest.removeprefix("/").partition("?")[0]))
    if kind in ("postgres", "postgresql"):
        from feria.mall.stock.teller.postgres import PostgresStore

        return PostgresStore(url)
    raise ValueError(f"a teller works on sqlite:// or postgresql://, not on {kind}://")
