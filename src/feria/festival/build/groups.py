"""Group buys, placed in time."""

from __future__ import annotations

from feria.festival.build.offers import funders_of
from feria.festival.build.parts import records
from feria.festival.draft import Draft, Placed
from feria.festival.groups import GroupDesign
from feria.festival.rushes import session_code
from feria.festival.shapes import BAD, Values
from feria.festival.windows import Calendar

_ESSENTIALS = {"id", "sku", "price", "size", "hours", "when"}


def build_groups(root: Values, draft: Draft, calendar: Calendar) -> None:
    """Fills in the group buys; those that lack an essential are left out, their ids are known all the same."""
    for values in records(root, "group"):
        if "id" in values:
            draft.group_ids.append(Placed(values.at("id"), values["id"]))
        group = _group(values, root.get("id", ""), calendar)
        if group is not None:
            draft.groups.append(Placed(values.path, group))


def _group(values: Values, festival: str, calendar: Calendar) -> GroupDesign | None:
    if not values.keys() >= _ESSENTIALS or values.broken:
        return None
    window = calendar.window(values["when"], values.at("when"), "when")
    if window is BAD:
        return None
    return GroupDesign(
        id=values["id"],
        code=session_code(festival, values["id"]),
        names=values.get("name", {}),
        sku=values["sku"],
        price=values["price"],
        size=values["size"],
        hours=values["hours"],
        window=window,
        units=values.get("units"),
        per_member=values.get("per_member"),
        funders=funders_of(values.get("funders")),
    )
