"""What a member has of a rush session: held and to be paid, or bought; how many more they may have."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from feria.mall.kit import api as kit
from feria.mall.members.api import Member
from feria.mall.orders import api as orders
from feria.mall.rush import api as rush
from feria.mall.stock import api as stock
from feria.mall.web.money import count_text


@dataclass(frozen=True, kw_only=True)
class MyClaim:
    """Units by SKU. ``pay_until`` is of the mall's clock; None for what is paid. ``url``: where to pay, or the order."""

    of: Mapping[str, int]
    url: str
    pay_until: datetime | None

    @property
    def units(self) -> int:
        return sum(self.of.values())


@dataclass(frozen=True, kw_only=True)
class Own:
    """What stands in the button's place when a member has as many as they may. ``url`` is empty without a way on."""

    text: str
    url: str = ""
    url_text: str = ""
    is_to_pay: bool = False


@dataclass(frozen=True)
class Mine:
    """A member's claims in a session, the latest first."""

    claims: tuple[MyClaim, ...] = ()

    @property
    def to_pay(self) -> tuple[MyClaim, ...]:
        return tuple(claim for claim in self.claims if claim.pay_until is not None)

    def of(self, sku: str) -> int:
        return sum(claim.of.get(sku, 0) for claim in self.claims)

    @property
    def units(self) -> int:
        return sum(claim.units for claim in self.claims)

    def may_have(self, good: rush.Good, session: rush.Session) -> int | None:
        """Units of the product that the member may still claim; None without a limit."""
        rests = [
            limit - has
            for limit, has in ((good.per_member, self.of(good.sku)), (session.per_member, self.units))
            if limit is not None
        ]
        return max(0, min(rests)) if rests else None

    def own(self, good: rush.Good, session: rush.Session) -> Own | None:
        """What to say instead of the button; None while the member may claim more of it."""
        if self.may_have(good, session) != 0:
            return None
        theirs = [claim for claim in self.claims if good.sku in claim.of]
        text = self._limit_text(good, theirs)
        unpaid = [claim for claim in theirs if claim.pay_until is not None]
        if unpaid:
            return Own(text=text, url=unpaid[0].url, url_text=_("Go and pay"), is_to_pay=True)
        if theirs:
            return Own(text=text, url=theirs[0].url, url_text=_("See the order"))
        return Own(text=text)

    def _limit_text(self, good: rush.Good, theirs: list[MyClaim]) -> str:
        has = self.of(good.sku)
        if good.per_member is None or has < good.per_member:
            return ngettext(
                "You have %(n)s unit of this session, as many as one member may have.",
                "You have %(n)s units of this session, as many as one member may have.",
                self.units,
            ) % {"n": count_text(self.units)}
        if all(claim.pay_until is not None for claim in theirs):
            text = ngettext(
                "%(n)s is held for you, as many as one member may have.",
                "%(n)s are held for you, as many as one member may have.",
                has,
            )
        elif all(claim.pay_until is None for claim in theirs):
            text = ngettext(
                "You bought %(n)s, as many as one member may have.",
                "You bought %(n)s, as many as one member may have.",
                has,
            )
        else:
            text = ngettext(
                "You have %(n)s, as many as one member may have.",
                "You have %(n)s, as many as one member may have.",
                has,
            )
        return text % {"n": count_text(has)}


def mine_of(member: Member | None, session: str) -> Mine:
    """What the member holds in the session and what they bought there; what ran out of time is nobody's."""
    if member is None:
        return Mine()
    clocks = kit.read_clocks()
    found = []
    for claim in stock.claims_of(member.code, session):
        is_held = claim.state == "held"
        if claim.state == "released" or (is_held and claim.held_until <= clocks.database):
            continue
        until = clocks.mall + (claim.held_until - clocks.database) if is_held else None
        found.append(MyClaim(of=claim.units, url=_way_on(member, session, claim), pay_until=until))
    return Mine(tuple(found))


def _way_on(member: Member, session: str, claim: stock.Claimed) -> str:
    if (order := orders.order_of_claim(member, claim.claimant)) is not None:
        return reverse("storefront:order", args=[order.number])
    return reverse("storefront:rush-claim", args=[session, claim.claimant.partition("/")[2]])
