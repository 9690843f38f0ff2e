"""Presales, placed in time."""

from __future__ import annotations

from feria.festival.build.offers import funders_of
from feria.festival.build.parts import records
from feria.festival.draft import Draft, Placed
from feria.festival.presales import PresaleDesign, PresaleGood
from feria.festival.rushes import session_code
from feria.festival.shapes import BAD, Values
from feria.festival.windows import Calendar

_ESSENTIALS = {"id", "deposit", "balance", "products"}


def build_presales(root: Values, draft: Draft, calendar: Calendar) -> None:
    """Fills in the presales; those that lack an essential are left out, their ids are known all the same."""
    for values in records(root, "presale"):
        if "id" in values:
            draft.presale_ids.append(Placed(values.at("id"), values["id"]))
        presale = _presale(values, root.get("id", ""), calendar)
        if presale is not None:
            draft.presales.append(Placed(values.path, presale))


def _presale(values: Values, festival: str, calendar: Calendar) -> PresaleDesign | None:
    goods = [each for each in records(values, "products") if each.whole]
    if not values.keys() >= _ESSENTIALS or values.broken or len(goods) < len(values["products"]):
        return None
    deposit = calendar.window(values["deposit"], values.at("deposit"), "deposit")
    balance = calendar.window(values["balance"], values.at("balance"), "balance")
    if deposit is BAD or balance is BAD:
        return None
    return PresaleDesign(
        id=values["id"],
        code=session_code(festival, values["id"]),
        names=values.get("name", {}),
        deposit=deposit,
        balance=balance,
        products=tuple(PresaleGood(**{"counts_as": each["deposit"], **each}) for each in goods),
        funders=funders_of(values.get("funders")),
    )
