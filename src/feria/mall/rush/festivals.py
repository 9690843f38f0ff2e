"""Opening and closing a festival with all that hangs on it, in one transaction.

Stock comes before coupons, as with orders (``orders/locks.py``).
"""

from __future__ import annotations

from django.contrib.auth.models import AbstractBaseUser
from django.db import transaction

from feria.mall.campaigns import api as campaigns
from feria.mall.coupons import api as coupons
from feria.mall.rush.planning import end_sessions, plan_sessions
from feria.mall.rush.sessions import planned


def open_festival(text: str, by: AbstractBaseUser | None) -> campaigns.FestivalVersion:
    """Apply the document and make its coupons claimable and its rush sessions planned, in one transaction. Doing it again changes nothing.

    Raises campaigns.FestivalRefused with everything that is wrong; then nothing has changed.
    """
    with transaction.atomic():
        before = {session.code for session in planned()}
        version = campaigns.apply(text, by)
        document, _text = campaigns.document_of(version.festival.code, version.number)
        plan_sessions(document, before)
        coupons.sync_templates(version.festival, document.coupons)
        return version


def close_festival(code: str, by: AbstractBaseUser | None) -> campaigns.Festival:
    """Withdraw the festival, its coupons and its rush sessions, in one transaction. Raises campaigns.FestivalUnknown."""
    with transaction.atomic():
        festival = campaigns.withdraw(code, by)
        end_sessions(festival.code)
        coupons.withdraw_templates(festival)
        return festival
