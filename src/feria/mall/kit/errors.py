"""What the kit refuses."""

from __future__ import annotations

from django.utils.translation import gettext as _


class KeyReused(Exception):
    """An idempotency key came back with another request under it."""

    def __init__(self, purpose: str, key: str) -> None:
        self.purpose = purpose
        self.key = key
        super().__init__(purpose, key)

    def __str__(self) -> str:
        return _(
            "The key “%(key)s” was already used for a different request. "
            "Send the same request again, or choose a new key for a new one."
        ) % {"key": self.key}


class ClockIsFixed(Exception):
    """Somebody tried to move the clock of a mall that is no demo."""

    def __str__(self) -> str:
        return _(
            "The clock can only be moved in a demo mall. Start the mall with FERIA_DEMO=1 to try other times."
        )
