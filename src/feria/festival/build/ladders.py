"""Ladders, a day to each rung."""

from __future__ import annotations

from datetime import date, timedelta

from feria.festival.build.offers import funders_of
from feria.festival.build.parts import records
from feria.festival.draft import Draft, Placed
from feria.festival.instants import at_clock
from feria.festival.ladders import LadderDesign, Rung
from feria.festival.rushes import session_code
from feria.festival.shapes import BAD, Reading, Values
from feria.pricing import Window

_ESSENTIALS = {"id", "sku", "units", "from", "off"}
_MIDNIGHT = timedelta()


def build_ladders(root: Values, draft: Draft, reading: Reading) -> None:
    """Fills in the ladders; those that lack an essential are left out, their ids are known all the same."""
    for values in records(root, "ladder"):
        if "id" in values:
            draft.ladder_ids.append(Placed(values.at("id"), values["id"]))
        if not values.keys() >= _ESSENTIALS or values.broken or BAD in values["off"]:
            continue
        draft.ladders.append(Placed(values.path, _ladder(values, root.get("id", ""), reading)))


def _ladder(values: Values, festival: str, reading: Reading) -> LadderDesign:
    return LadderDesign(
        id=values["id"],
        code=session_code(festival, values["id"]),
        names=values.get("name", {}),
        sku=values["sku"],
        units=values["units"],
        per_member=values.get("per_member"),
        rungs=_rungs(values, reading),
        funders=funders_of(values.get("funders")),
    )


def _rungs(values: Values, reading: Reading) -> tuple[Rung, ...]:
    first: date = values["from"]
    path, report = values.at("from"), reading.report
    rungs = []
    for number, off in enumerate(values["off"]):
        day = first + timedelta(days=number)
        start = at_clock(day, _MIDNIGHT, path, None, reading.zone, report)
        end = at_clock(day + timedelta(days=1), _MIDNIGHT, path, None, reading.zone, report)
        if start is not BAD and end is not BAD:
            rungs.append(Rung(window=Window(start_at=start, end_at=end), off_bps=off))
    return tuple(rungs)
