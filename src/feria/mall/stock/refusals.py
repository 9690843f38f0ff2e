"""First answers to claims that were refused for good, as the teller keeps them."""

from __future__ import annotations

from collections.abc import Iterable

import msgspec

from feria.mall.stock.models import RefusedClaim
from feria.mall.stock.teller.claims import Answer


def refused_for_good(claimants: Iterable[str]) -> dict[str, tuple[str, Answer]]:
    """Whose claim it was and what was answered, by claimant."""
    rows = RefusedClaim.objects.filter(claimant__in=list(claimants))
    return {
        claimant: (body.partition(" ")[0], msgspec.json.decode(answer, type=Answer))
        for claimant, body, answer in rows.values_list("claimant", "body", "answer")
    }
