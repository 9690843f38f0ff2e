"""What the catalogue refuses."""

from __future__ import annotations

from django.utils.translation import gettext as _


class PriceRefused(Exception):
    """A listed price that cannot be: ``code`` is "not-positive" or "under-floor"; amounts in minor units."""

    def __init__(self, code: str, sku: str, amount: int, floor: int) -> None:
        self.code = code
        self.sku = sku
        self.amount = amount
        self.floor = floor
        super().__init__(code, sku, amount, floor)

    def __str__(self) -> str:
        if self.code == "not-positive":
            return _("The price of %(sku)s must be more than zero.") % {"sku": self.sku}
        return _(
            "The price of %(sku)s is under its floor price. Raise the price, or lower the floor first."
        ) % {"sku": self.sku}


class CatalogueRefused(Exception):
    """Records that cannot be loaded; ``problems`` says for each which one and why. Nothing was written."""

    def __init__(self, problems: list[str]) -> None:
        self.problems = problems
        super().__init__(problems)

    def __str__(self) -> str:
        return "\n".join(self.problems)
