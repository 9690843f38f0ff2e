"""What the members' room refuses."""

from __future__ import annotations

from django.utils.translation import gettext as _


class AddressRefused(Exception):
    """An address that cannot be delivered to; ``problems`` says by field what it needs, in the reader's language."""

    def __init__(self, problems: dict[str, str]) -> None:
        self.problems = problems
        super().__init__(problems)

    def __str__(self) -> str:
        return _("The address is not complete: %(problems)s") % {"problems": " ".join(self.problems.values())}


class RoleUnknown(Exception):
    """A role that this mall does not have."""
