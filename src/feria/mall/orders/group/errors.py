"""What group buys refuse, with what a person needs to go on."""

from __future__ import annotations

from datetime import datetime

from django.utils.translation import gettext as _


class GroupRefused(Exception):
    """A group that cannot be started or joined: ``at`` is when it could, ``left`` how many units there still are.

    Codes: unknown, not-yet, over, limit, sold-out; of a group group-unknown, group-not-open, group-over, group-full,
    group-taken (somebody is still paying for the last place), group-own, group-twice.
    """

    def __init__(self, code: str, *, at: datetime | None = None, left: int = 0) -> None:
        self.code, self.at, self.left = code, at, left
        super().__init__(code)

    def __str__(self) -> str:
        return {
            "unknown": _("This product is not sold to groups now. Look at its page for what is on."),
            "not-yet": _("Groups cannot be started yet. Come back when the offer opens."),
            "over": _("This group offer is over. Look at the product’s page for its price now."),
            "limit": _("You may have %(left)d more at the group price, no more than that."),
            "sold-out": _("Only %(left)d are left at the group price. Order fewer."),
            "group-unknown": _("There is no such group. Check the link, or start a group of your own."),
            "group-not-open": _("Whoever started this group has not paid yet. Try again in a few minutes, or start your own."),
            "group-over": _("This group’s time is over. Start a group of your own."),
            "group-full": _("This group is full. Join another one, or start your own."),
            "group-taken": _("The last place is being paid for. It comes free within minutes if it is not; or start your own group."),
            "group-own": _("This is your own group: you have your place already. Send its link to the others."),
            "group-twice": _("You are in this group already. Send its link to others to fill it."),
        }[self.code] % {"left": self.left}  # fmt: skip
