"""What presales refuse, with what a person needs to go on."""

from __future__ import annotations

from datetime import datetime

from django.utils.translation import gettext as _


class PresaleRefused(Exception):
    """An order ahead, or its balance, that cannot be: ``at`` is when it could, ``left`` how many units there still are.

    Codes: unknown, not-yet, over, limit, sold-out; balance-not-yet.
    """

    def __init__(self, code: str, *, at: datetime | None = None, left: int = 0) -> None:
        self.code, self.at, self.left = code, at, left
        super().__init__(code)

    def __str__(self) -> str:
        return {
            "unknown": _("This product cannot be ordered ahead. Look at its page for what is on."),
            "not-yet": _("Deposits are not taken yet. Come back when the presale opens."),
            "over": _("The presale is over: deposits are not taken any more. Look at the product's page for its price now."),
            "limit": _("You may order %(left)d more of it ahead, no more than that."),
            "sold-out": _("Only %(left)d can still be ordered ahead. Order fewer."),
            "balance-not-yet": _("The balance cannot be paid yet. Come back when its time begins."),
        }[self.code] % {"left": self.left}  # fmt: skip
