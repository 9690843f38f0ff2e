"""The same key gets the same answer, once and for all (P3)."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable
from typing import Any

from django.core.serializers.json import DjangoJSONEncoder
from django.db import IntegrityError, transaction

from feria.mall.kit.clock import database_now
from feria.mall.kit.errors import KeyReused
from feria.mall.kit.models import AnsweredRequest


def answered_once(
    actor: str, purpose: str, key: str, body: Any, answer: Callable[[], dict[str, Any]]
) -> dict[str, Any]:
    """What ``answer()`` says, computed for the first caller with this key and repeated to every later one.

    The key is claimed and the answer kept in the transaction that does the work, so a crash or an exception leaves
    neither; a parallel caller waits at the unique constraint until the first has committed or failed.
    ``actor`` separates people's keys, ``body`` is the request (anything JSON can hold).
    Raises KeyReused when the key came with another body before.
    """
    digest = _digest(body)
    mine = {"actor": actor, "purpose": purpose, "key": key}
    given = AnsweredRequest.objects.filter(**mine).first()  # a retry needs no lock
    if given is None:
        with transaction.atomic():
            claimed = _claim(mine, digest)
            if claimed is not None:
                claimed.answer = _plain(answer())
                claimed.save(update_fields=["answer"])
                return claimed.answer
        given = AnsweredRequest.objects.get(**mine)
    if given.digest != digest:
        raise KeyReused(purpose, key)
    return given.answer


def _claim(mine: dict[str, str], digest: str) -> AnsweredRequest | None:
    """The row for this key, if nobody had it. On PostgreSQL this waits for a parallel claimant to end."""
    try:
        with transaction.atomic():
            return AnsweredRequest.objects.create(
                **mine, digest=digest, answer={}, answered_at=database_now()
            )
    except IntegrityError:
        return None


def _digest(body: Any) -> str:
    text = json.dumps(body, sort_keys=True, separators=(",", ":"), cls=DjangoJSONEncoder)
    return hashlib.sha256(text.encode()).hexdigest()


def _plain(answer: dict[str, Any]) -> dict[str, Any]:
    """The answer as it will be read back, so that the first caller sees what the later ones see."""
    plain: dict[str, Any] = json.loads(json.dumps(answer, cls=DjangoJSONEncoder))
    return plain
