"""A teller for one: who comes by themselves waits in no line."""

from __future__ import annotations

import sqlite3
from contextlib import closing

from feria.mall.stock.errors import OutcomeUnknown
from feria.mall.stock.teller.claims import Answer, Claim, Outcome
from feria.mall.stock.teller.stores import store_for

AGAIN_IN_SECONDS = 1.0


def serve_one(url: str, claim: Claim) -> Answer:
    """Judge one claim in a transaction of its own, exact beside all tellers; answered when it is on disk.

    Call it outside any transaction: it uses a connection of its own. "busy" where other writers had SQLite's lock all
    the time; raises OutcomeUnknown when the database failed.
    """
    try:
        with closing(store_for(url)) as store:
            (answer,) = store.serve([claim])
    except Exception as error:
        if getattr(error, "sqlite_errorcode", None) == sqlite3.SQLITE_BUSY:  # its transaction never began
            return Answer(outcome=Outcome.BUSY, claimant=claim.claimant, again_in=AGAIN_IN_SECONDS)
        raise OutcomeUnknown(f"{claim.claimant}: the database failed; ask again with the same key") from error
    return answer
