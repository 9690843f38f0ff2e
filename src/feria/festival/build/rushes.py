"""Rush sessions, placed in time."""

from __future__ import annotations

from feria.festival.build.offers import funders_of
from feria.festival.build.parts import records
from feria.festival.draft import Draft, Placed
from feria.festival.instants import show
from feria.festival.rushes import PAY_WITHIN, RushDesign, RushGood, session_code
from feria.festival.shapes import Reading, Values

_ESSENTIALS = {"id", "from", "to", "products"}
_MATTERING = {"name", "pay_within", "per_member", "early_access", "funders"}


def build_rushes(root: Values, draft: Draft, reading: Reading) -> None:
    """Fills in the sessions; those that lack an essential are left out, their ids are known all the same."""
    for values in records(root, "rush"):
        if "id" in values:
            draft.rush_ids.append(Placed(values.at("id"), values["id"]))
        rush = _rush(values, root.get("id", ""), reading)
        if rush is not None:
            draft.rushes.append(Placed(values.path, rush))


def _rush(values: Values, festival: str, reading: Reading) -> RushDesign | None:
    goods = [each for each in records(values, "products") if each.whole]
    written = values.get("products", [])
    if not values.keys() >= _ESSENTIALS or values.broken & _MATTERING or len(goods) < len(written):
        return None
    opens_at, closes_at = values["from"], values["to"]
    if closes_at <= opens_at:
        start, end = show(opens_at, reading.zone), show(closes_at, reading.zone)
        reading.report.add("empty-window", values.at("to"), start=start, end=end)
        return None
    early: Values | None = values.get("early_access")
    if early is not None and not early.whole:
        return None
    return RushDesign(
        id=values["id"],
        code=session_code(festival, values["id"]),
        names=values.get("name", {}),
        opens_at=opens_at,
        closes_at=closes_at,
        pay_within=values.get("pay_within", PAY_WITHIN),
        per_member=values.get("per_member"),
        early_level=early["level"] if early else 0,
        early_minutes=early["minutes"] if early else 0,
        funders=funders_of(values.get("funders")),
        products=tuple(RushGood(**each) for each in goods),
    )
