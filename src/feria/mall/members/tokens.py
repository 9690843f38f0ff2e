"""Bearer tokens of the HTTP API. The token is shown once; only its SHA-256 is kept."""

from __future__ import annotations

import hashlib
import secrets

from django.db.models import QuerySet

from feria.mall.kit import api as kit
from feria.mall.members.models import ApiToken, User

_MARK = "feria_"  # lets a secret scanner know one of ours


def issue_token(user: User, name: str, may_act_for_members: bool = False) -> str:
    """A new token for the account; ``may_act_for_members`` lets it shop as any member (the load driver)."""
    token = _MARK + secrets.token_urlsafe(32)
    ApiToken.objects.create(
        user=user,
        name=name,
        digest=_digest(token),
        may_act_for_members=may_act_for_members,
        made_at=kit.database_now(),
    )
    return token


def token_row(token: str) -> ApiToken | None:
    """The token's row with its user, unless it is unknown, revoked, or its account closed."""
    row = ApiToken.objects.select_related("user").filter(digest=_digest(token), revoked_at=None).first()
    return row if row and row.user.is_active else None


def user_for_token(token: str) -> User | None:
    """Whose token this is, or None."""
    row = token_row(token)
    return row.user if row else None


def tokens_of(user: User) -> QuerySet[ApiToken]:
    """The account's tokens that still work, latest first."""
    return user.api_tokens.filter(revoked_at=None).order_by("-id")


def revoke_token(user: User, token_id: int) -> bool:
    """End one of the account's own tokens at once. False when there is none."""
    own = user.api_tokens.filter(pk=token_id, revoked_at=None)
    return bool(own.update(revoked_at=kit.database_now()))


def _digest(token: str) -> str:
    """Plain SHA-256 is enough: a token is 256 bits of chance, there is no dictionary to try."""
    return hashlib.sha256(token.encode()).hexdigest()
