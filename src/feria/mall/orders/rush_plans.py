"""The plan that a claim is priced with: what is in force, and the prices of the claim's session. Compiled once a process."""

from __future__ import annotations

from feria.mall.rush.api import prices_of
from feria.pricing import Plan, Promotion, compile_plan

_MOST = 32
_made: dict[str, tuple[Plan, tuple[Promotion, ...], Plan]] = {}


def with_prices_of(session: str, in_force: Plan) -> Plan:
    """``in_force`` with the session's prices in it."""
    prices = prices_of(session)
    known = _made.get(session)
    if known is not None and known[0] is in_force and known[1] == prices:
        return known[2]
    plan = compile_plan([*in_force.promotions, *prices])
    if len(_made) >= _MOST:
        _made.clear()
    _made[session] = (in_force, prices, plan)
    return plan
