"""Promotions and coupons as the engine's promotions."""

from __future__ import annotations

import msgspec

from feria.festival.document import CouponDesign
from feria.festival.draft import Draft, Placed
from feria.festival.shapes import BAD, Bad, Reading, Values
from feria.festival.windows import Calendar
from feria.pricing import (
    AddOn,
    Benefit,
    Both,
    BuyXGetY,
    Everything,
    Funder,
    Lane,
    Promotion,
    Scope,
    Shops,
    Stacking,
    Voucher,
    Window,
)


class Offers:
    """Builds promotions and coupons into a draft."""

    def __init__(self, draft: Draft, calendar: Calendar, reading: Reading) -> None:
        self.draft, self.calendar, self.reading = draft, calendar, reading
        self.exclusives: dict[str, list[str]] = {}

    def note(self, values: Values) -> None:
        """What others may refer to, even if the rest cannot be read."""
        for name, notes in (("id", self.draft.offer_ids), ("shop", self.draft.offer_shops)):
            if name in values:
                notes.append(Placed(values.at(name), values[name]))

    def promotion(self, values: Values) -> None:
        windows = BAD if "when" in values.broken else self.calendar.windows(values.get("when"))
        lane = Lane(values["lane"]) if "lane" in values else BAD
        if windows is BAD or lane is BAD:
            return
        promotion = self._offer(values, lane, windows)
        if promotion is not None:
            self.draft.promotions.append(Placed(values.path, promotion))

    def coupon(self, values: Values) -> None:
        claim = self._one_window(values, "claim")
        use = self._one_window(values, "use")
        if claim is BAD or use is BAD or "stock" not in values:
            return
        if "lane" in values.broken:
            return
        lane = Lane(values["lane"]) if "lane" in values else _usual_lane(values)
        promotion = self._offer(values, lane, (use,), coupon=values.get("id", ""))
        if promotion is None:
            return
        design = CouponDesign(
            code=promotion.id,
            names=promotion.names,
            shop=promotion.shop,
            stock=values["stock"],
            per_member=values.get("per_member", 1),
            claim=claim,
            use=use,
            promotion=promotion,
        )
        self.draft.coupons.append(Placed(values.path, design))

    def _one_window(self, values: Values, name: str) -> Window | Bad:
        if name in values.broken:
            return BAD
        if name not in values and name == "use":
            return BAD  # required: its absence has been reported
        return self.calendar.window(values.get(name), values.at(name), name)

    def _offer(
        self, values: Values, lane: Lane, windows: tuple[Window, ...], coupon: str = ""
    ) -> Promotion | None:
        essentials = {"id", "benefit"}
        if not essentials <= values.keys() or values.broken & {
            "scope",
            "conditions",
            "funders",
            "shop",
            "stacking",
        }:
            return None
        names: dict[str, str] = values.get("name", {})
        group = values.get("exclusive")
        if group:
            self.exclusives.setdefault(group, []).append(values["id"])
        return Promotion(
            id=values["id"],
            name=names.get(self.reading.languages[0], values["id"]),
            names=names,
            lane=lane,
            benefit=_own_benefit(values["benefit"], values.get("shop", "")),
            scope=_own_goods(values.get("scope", Everything()), values.get("shop", "")),
            conditions=values.get("conditions", ()),
            windows=windows,
            shop=values.get("shop", ""),
            funders=funders_of(values.get("funders")),
            coupon=coupon,
            currency=self.reading.currency,
            proof=values.get("proof", ""),
            stacking=values.get("stacking", Stacking()),
        )


def _usual_lane(values: Values) -> Lane:
    """Where a coupon works unless it says: vouchers among the mall's reductions, others in a lane of their own."""
    if isinstance(values.get("benefit"), Voucher):
        return Lane.MALL
    return Lane.SHOP_COUPON if values.get("shop") else Lane.MALL_COUPON


def _own_goods(scope: Scope, shop: str) -> Scope:
    """A shop's promotion is about that shop's goods only, whatever else its scope says."""
    if not shop:
        return scope
    own = Shops(shops=(shop,))
    return own if isinstance(scope, Everything) else Both(scopes=(own, scope))


def _own_benefit(benefit: Benefit, shop: str) -> Benefit:
    """Nor does a shop reduce the goods of another by way of a bundle."""
    if isinstance(benefit, BuyXGetY | AddOn):
        return msgspec.structs.replace(benefit, goods=_own_goods(benefit.goods, shop))
    return benefit


def funders_of(values: Values | None) -> tuple[Funder, ...]:
    return tuple(Funder(who=who, bps=bps) for who, bps in values.items()) if values else ()
