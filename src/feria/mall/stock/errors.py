"""Why stock could not be claimed, with the figures a buyer or a merchant needs."""

from __future__ import annotations

from dataclasses import dataclass

from django.utils.translation import gettext as _


@dataclass(frozen=True, kw_only=True)
class Short:
    """One item of a claim that could not be met: units wanted, units free at that moment."""

    sku: str
    wants: int
    has: int


class StockShort(Exception):
    """Some items of a claim are short; nothing at all was held. ``items`` names every one of them."""

    def __init__(self, items: list[Short]) -> None:
        self.items = items
        super().__init__(items)

    def __str__(self) -> str:
        return " ".join(
            _("%(sku)s: only %(has)d left, you asked for %(wants)d.")
            % {"sku": item.sku, "has": item.has, "wants": item.wants}
            for item in self.items
        )


class HoldDiffers(Exception):
    """The claimant already holds something else: a hold is never changed, only released and made anew."""

    def __init__(self, claimant: str, held: dict[str, int], wants: dict[str, int]) -> None:
        self.claimant, self.held, self.wants = claimant, held, wants
        super().__init__(claimant, held, wants)

    def __str__(self) -> str:
        return f"{self.claimant} holds {self.held} and cannot hold {self.wants} as well"


class HoldLost(Exception):
    """The claimant's hold was released (its deadline passed, or it was given up): nothing is left to allocate."""

    def __init__(self, claimant: str) -> None:
        self.claimant = claimant
        super().__init__(claimant)

    def __str__(self) -> str:
        return f"{self.claimant} holds nothing any more"


class NotAgain(Exception):
    """A claim in a rush session that was released cannot be held again: ``code`` is over or limit."""

    def __init__(self, code: str) -> None:
        self.code = code
        super().__init__(code)


class BelowClaims(Exception):
    """A count would leave less stock than is already held, sold and set aside."""

    def __init__(self, sku: str, quantity: int, free: int) -> None:
        self.sku, self.quantity, self.free = sku, quantity, free
        super().__init__(sku, quantity, free)

    def __str__(self) -> str:
        return _("%(sku)s: %(free)d units are free, so at most %(free)d can be taken off.") % {
            "sku": self.sku,
            "free": self.free,
        }


class NoSuchRush(LookupError):
    """No session of that code, or no such product in it."""

    def __init__(self, code: str, sku: str = "") -> None:
        self.code, self.sku = code, sku
        super().__init__(code, sku)

    def __str__(self) -> str:
        return f"no rush session {self.code}" + (f" that sells {self.sku}" if self.sku else "")


class RushOver(Exception):
    """A session that has ended sells nothing more: it can be extended, and then be given more units."""

    def __init__(self, code: str) -> None:
        self.code = code
        super().__init__(code)

    def __str__(self) -> str:
        return _("The session is over. Extend it first: then it can sell more.")


class TellerClosed(RuntimeError):
    """The teller serves no more: it was stopped, or never started."""


class OutcomeUnknown(RuntimeError):
    """The database failed while this claim was served: it may have been met. Ask again with the same key."""
