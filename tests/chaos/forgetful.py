"""``python -m tests.chaos.forgetful HOST PORT``: a lane that knows a key only as long as it lives, which is no way to know it."""

from __future__ import annotations

import os

import msgspec

from feria.mall.site import lane  # first: it sets Django up

# isort: split
from feria.mall.rush.lane import claiming
from feria.mall.rush.lane.who import Who
from feria.mall.rush.lane.wishes import claim_of
from feria.mall.stock.api import Claim


def of_this_life(body: bytes, who: Who, session: str) -> Claim:
    claim = claim_of(body, who, session)
    return msgspec.structs.replace(claim, key=f"{claim.key}.{os.getpid()}")


if __name__ == "__main__":
    claiming.claim_of = of_this_life
    lane.main()
