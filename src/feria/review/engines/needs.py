"""What an engine needs and does not have."""

from __future__ import annotations

from importlib.util import find_spec


class EngineRefused(Exception):
    """An engine cannot be used. ``code``: not-installed, no-java, no-session, no-url, no-server, no-answer, no-table; ``why`` is what it said."""

    def __init__(self, engine: str, code: str, why: str = "") -> None:
        super().__init__(f"{engine}: {code} {why}".strip())
        self.engine = engine
        self.code = code
        self.why = why


def needed(engine: str, module: str) -> None:
    """Raise EngineRefused where the package is not installed."""
    if find_spec(module) is None:
        raise EngineRefused(engine, "not-installed", module)
