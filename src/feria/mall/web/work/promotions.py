"""Rows of the promotions table."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from feria.mall.web import offers
from feria.mall.web.storefront.words import enumerated, funder_name, lane_name, money_in, rate_text, worded
from feria.mall.web.templatetags.storefront import when
from feria.pricing import Promotion, Window

TONES = {"running": "save", "to come": "time", "over": "plain"}


@dataclass(frozen=True, slots=True, kw_only=True)
class PromotionRow:
    """One promotion as the table shows it."""

    id: str
    name: str
    state: str
    state_name: str
    tone: str
    lane: str
    grants: str
    reach: str
    funders: str
    when: str


def rows(promotions: Iterable[Promotion], now: datetime, currency: str, shop: str = "") -> list[PromotionRow]:
    """The table's rows, those running now first; for a shop only its own and the mall's."""
    reaching = [promotion for promotion in promotions if not shop or promotion.shop in ("", shop)]
    order = list(TONES)
    return sorted(
        (_row(promotion, now, currency) for promotion in reaching), key=lambda row: order.index(row.state)
    )


def state_at(windows: Sequence[Window], now: datetime) -> str:
    """ "running", "to come" or "over"."""
    if not windows or any(window.start_at <= now < window.end_at for window in windows):
        return "running"
    return "to come" if any(window.start_at > now for window in windows) else "over"


def _row(promotion: Promotion, now: datetime, currency: str) -> PromotionRow:
    said = {"running": _("running"), "to come": _("to come"), "over": _("over")}
    state = state_at(promotion.windows, now)
    return PromotionRow(
        id=promotion.id,
        name=worded(promotion.names, promotion.name),
        state=state,
        state_name=said[state],
        tone=TONES[state],
        lane=lane_name(promotion.lane),
        grants=offers.grants(promotion.benefit, money_in(currency)),
        reach=offers.reach(promotion.scope),
        funders=_funders(promotion),
        when=_when(promotion.windows),
    )


def _funders(promotion: Promotion) -> str:
    if not promotion.funders:
        return funder_name("shop" if promotion.shop else "mall")
    return enumerated(
        funder_name(funder.who) + ("" if funder.bps == 10_000 else f" {rate_text(funder.bps)}")
        for funder in promotion.funders
    )


def _when(windows: Sequence[Window]) -> str:
    if not windows:
        return _("always")
    # A span may break after its dash and nowhere else.
    start, end = (when(at).replace(" ", "\u00a0") for at in (windows[0].start_at, windows[0].end_at))
    first = f"{start}\u00a0– {end}"
    if len(windows) == 1:
        return first
    more = len(windows) - 1
    return ngettext("%(first)s and %(more)s more window", "%(first)s and %(more)s more windows", more) % {
        "first": first,
        "more": more,
    }
