"""Signing up makes a shopper: the account and the member's profile, in one transaction."""

from __future__ import annotations

from typing import Any

from allauth.account.adapter import DefaultAccountAdapter
from django.db import transaction
from django.http import HttpRequest

from feria.mall.members.actions import ensure_member
from feria.mall.members.models import User


class MallAccountAdapter(DefaultAccountAdapter):
    """allauth's account adapter for the mall (ACCOUNT_ADAPTER)."""

    def save_user(self, request: HttpRequest, user: User, form: Any, commit: bool = True) -> User:
        """Save the account that signed up and make it a member."""
        with transaction.atomic():
            super().save_user(request, user, form, commit=commit)
            if commit:
                ensure_member(user)
        return user
