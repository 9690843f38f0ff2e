"""How many claims a session's lanes refused by themselves, by reason: told by each lane every few seconds."""

from __future__ import annotations

from collections.abc import Mapping

from django.db import transaction
from django.db.models import F

from feria.mall.rush.models import TurnedAway


@transaction.atomic
def note_turned_away(counts: Mapping[tuple[str, str], int]) -> None:
    """Add so many, by session and reason, to what is known. Rows are locked in one order."""
    rows = [TurnedAway(session=session, reason=reason) for session, reason in sorted(counts)]
    TurnedAway.objects.bulk_create(rows, ignore_conflicts=True)
    for (session, reason), count in sorted(counts.items()):
        TurnedAway.objects.filter(session=session, reason=reason).update(count=F("count") + count)


def turned_away(session: str) -> dict[str, int]:
    """By reason, the outcome that the lane told: ``sold_out``, ``not_yet``, ``too_often`` ..."""
    return dict(TurnedAway.objects.filter(session=session).order_by("reason").values_list("reason", "count"))
