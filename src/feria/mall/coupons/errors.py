"""Why a coupon is not to be had, or not to be used."""

from __future__ import annotations

from datetime import datetime
from typing import Literal

from django.utils import formats, timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

Code = Literal["unknown", "sign-in", "not-yet", "over", "gone", "limit", "used", "expired"]


class CouponRefused(Exception):
    """``code`` says why in one word, ``coupon`` which template or coupon; ``opens_at`` and ``limit`` what it hangs on."""

    def __init__(self, code: Code, coupon: str, opens_at: datetime | None = None, limit: int = 0) -> None:
        self.code = code
        self.coupon = coupon
        self.opens_at = opens_at
        self.limit = limit
        super().__init__(code, coupon)

    def __str__(self) -> str:
        if self.code == "not-yet" and self.opens_at:
            when = formats.date_format(timezone.localtime(self.opens_at), "DATETIME_FORMAT")
            return _("This coupon can be claimed from %(when)s. Come back then.") % {"when": when}
        if self.code == "limit":
            return ngettext(
                "You already claimed this coupon. It is in your wallet, or you have used it.",
                "You already claimed this coupon %(limit)d times, which is all one person can have.",
                self.limit,
            ) % {"limit": self.limit}
        return {
            "unknown": _("There is no such coupon. Look at the coupons page for those there are."),
            "sign-in": _("Sign in to claim this coupon: it is kept in your wallet."),
            "over": _("This coupon can no longer be claimed."),
            "gone": _("All of these coupons have been claimed."),
            "used": _(
                "This coupon is already used by another order. Look at the cart again for the price without it."
            ),
            "expired": _("This coupon has expired. Look at the cart again for the price without it."),
        }.get(self.code, _("This coupon cannot be claimed now."))
