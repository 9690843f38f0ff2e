"""What carts, checkout and payments refuse, with what a person needs to go on."""

from __future__ import annotations

from dataclasses import dataclass

from django.utils.translation import gettext as _


@dataclass(frozen=True, kw_only=True)
class LineProblem:
    """Why a line of a cart cannot stand. ``line`` is its place in the request ("lines[2]") or its SKU.

    Codes: unknown-sku, not-on-sale, not-positive, too-many-units, too-many-lines, twice.
    """

    line: str
    sku: str
    code: str
    limit: int = 0

    def __str__(self) -> str:
        said = {
            "unknown-sku": _("There is no product %(sku)s. Check the number."),
            "not-on-sale": _("%(sku)s is not on sale any more. Remove it to go on."),
            "not-positive": _("The quantity of %(sku)s must be one or more."),
            "too-many-units": _("At most %(limit)d units of %(sku)s fit in a cart."),
            "too-many-lines": _("A cart holds at most %(limit)d different products."),
            "twice": _("%(sku)s is named twice. Name it once, with the whole quantity."),
        }[self.code]
        return said % {"sku": self.sku, "limit": self.limit}


class CartRefused(Exception):
    """Lines that a cart cannot take; nothing of the request was done."""

    def __init__(self, problems: list[LineProblem]) -> None:
        self.problems = problems
        super().__init__(problems)

    def __str__(self) -> str:
        return " ".join(str(problem) for problem in self.problems)


class EmptyCart(Exception):
    """Checkout of nothing."""

    def __str__(self) -> str:
        return _("There is nothing to buy in the cart. Choose at least one product.")


class PriceMoved(Exception):
    """The total is not what the shopper saw: a promotion started or ended, a price was changed. Minor units."""

    def __init__(self, old: int, new: int, currency: str) -> None:
        self.old, self.new, self.currency = old, new, currency
        super().__init__(old, new, currency)

    def __str__(self) -> str:
        return _("The total has changed since you saw it. Look at the new total and confirm again.")


class CheckoutRefused(Exception):
    """A checkout that lacks something: ``code`` is "address" or "key"."""

    def __init__(self, code: str) -> None:
        self.code = code
        super().__init__(code)

    def __str__(self) -> str:
        if self.code == "address":
            return _("Say where the order should be sent: choose one of your addresses or add one.")
        return _("Send an idempotency key of 1 to 80 characters with each checkout.")


class ClaimRefused(Exception):
    """A claim that no order can be made of: ``code`` is unknown (or not this member's) or lapsed."""

    def __init__(self, code: str) -> None:
        self.code = code
        super().__init__(code)

    def __str__(self) -> str:
        if self.code == "lapsed":
            return _("The time to pay for what you claimed is over: it went back to the others.")
        return _("You have no such claim. Look at the session to claim anew.")


class TooLate(Exception):
    """A lapsed order that a late payment cannot have any more: ``code`` is not-on-sale, price, place or over."""

    def __init__(self, code: str) -> None:
        self.code = code
        super().__init__(code)


class StateRefused(Exception):
    """The order is in a state that does not allow this: ``verb`` is "pay" or "cancel"."""

    def __init__(self, number: str, state: str, verb: str) -> None:
        self.number, self.state, self.verb = number, state, verb
        super().__init__(number, state, verb)

    def __str__(self) -> str:
        said = {
            "pay": {
                "paid": _("Order %(number)s is already paid."),
                "cancelled": _("Order %(number)s was cancelled. Order again to buy."),
                "lapsed": _("The time to pay order %(number)s is over. Order again to buy."),
            },
            "cancel": {
                "cancelled": _("Order %(number)s was already cancelled."),
                "lapsed": _("Order %(number)s has lapsed: there is nothing left to cancel."),
            },
        }
        words = said.get(self.verb, {}).get(self.state) or _("Order %(number)s cannot do this now.")
        return words % {"number": self.number}


class PaymentUnknown(Exception):
    """No payment has this reference."""

    def __init__(self, reference: str) -> None:
        self.reference = reference
        super().__init__(reference)

    def __str__(self) -> str:
        return _("There is no payment %(reference)s.") % {"reference": self.reference}


class EventRefused(Exception):
    """A message that is not from the gateway it says: ``code`` is unknown-gateway, too-large, bad-signature or malformed."""

    def __init__(self, code: str) -> None:
        self.code = code
        super().__init__(code)


class GatewayDown(Exception):
    """The gateway gave no answer: what became of the request is not known, ask again later."""


class LedgerUnbalanced(Exception):
    """Entries of one journal that do not sum to zero. Nothing was posted."""

    def __init__(self, journal: str, entries: dict[str, int]) -> None:
        self.journal, self.entries = journal, entries
        super().__init__(journal, entries)
