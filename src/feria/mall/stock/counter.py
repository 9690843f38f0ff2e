"""A teller for one: who comes by themselves waits in no line."""

from __future__ import annotations

from contextlib import closing

from feria.mall.stock.errors import OutcomeUnknown
from feria.mall.stock.teller.claims import Answer, Claim
from feria.mall.stock.teller.stores import store_for


def serve_one(url: str, claim: Claim) -> Answer:
    """Judge one claim in a transaction of its own, exact beside all tellers; answered when it is on disk.

    Call it outside any transaction: it uses a connection of its own. Raises OutcomeUnknown when the database failed.
    """
    try:
        with closing(store_for(url)) as store:
            (answer,) = store.serve([claim])
    except Exception as error:
        raise OutcomeUnknown(f"{claim.claimant}: the database failed; ask again with the same key") from error
    return answer
