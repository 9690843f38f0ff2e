"""What a campaign sent to some households brought: their change against that of households like them.

Difference in differences with matching: each targeted household is set beside the five untargeted ones that shopped most
like it some weeks before (what they spent early and late, how often they came, what they spent on the goods with
coupons, which other campaigns reached them, how likely they were to be chosen). The incremental sales are the change of
the targeted, from the weeks just before the campaign, less the change of their matches. Households likelier to be chosen than every other are left out and counted.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta
from typing import NamedTuple

import msgspec
import numpy as np
from statsmodels.stats.multitest import multipletests
from threadpoolctl import threadpool_limits

from feria.review.effect.calendar import Matrix
from feria.review.effect.matching import MATCHES, Difference, Sides, difference, match
from feria.review.effect.panel import Mask, Panel
from feria.review.effect.placebo import interval
from feria.review.effect.results import Days, Estimate, Message

HISTORY = 112
"""Sixteen weeks before a campaign. In their first half households are matched, from their second their change is counted.

Were both the same weeks, a good customer's lucky weeks would be matched with an ordinary one's and their end be taken for
the campaign's doing: what is matched on noise falls back to its mean."""

LEAST_HISTORY = 56
PLACEBO = timedelta(days=28)
LEAST_TARGETED = 10
REACH = 1.645
ALARM = 0.10
"""Level of all tests; across campaigns the false discoveries are held to it (Benjamini-Hochberg)."""

BALANCED = 0.25
"""Difference between targeted and matched, in standard deviations, up to which they are alike."""


class Targeting(msgspec.Struct, frozen=True, kw_only=True):
    """One campaign: when, to whom, and what came of its coupons."""

    campaign: str
    kind: str = ""
    days: Days
    households: frozenset[int]
    redemptions: int = 0
    redeemed_by: int = 0


class Lift(msgspec.Struct, frozen=True, kw_only=True):
    """Sales the campaign brought among those who could be matched, in minor units, with 90 % intervals."""

    incremental: Estimate  # all goods, all days of the campaign
    on_goods: Estimate  # of it, on the goods that its coupons named
    per_household: Estimate
    usual: int  # what the matched would have spent without it
    matched: int
    unlike: int  # targeted households without a like, left out
    p_value: float
    p_adjusted: float  # over all campaigns of the table
    significant: bool
    imbalance: float  # worst standardised difference after matching
    p_before: (
        float | None
    )  # of the same question asked of the weeks before; nothing when these are not in the data
    warnings: tuple[Message, ...]


class CampaignRow(msgspec.Struct, frozen=True, kw_only=True):
    """One line of the table: reach and redemption are counts, the lift is an estimate or there is a reason for none."""

    campaign: str
    kind: str
    days: Days
    reach: int
    redemptions: int
    redeemed_by: int
    lift: Lift | None
    refusal: Message | None = None


class Stretch(NamedTuple):
    """Days of the panel: those households are matched in, those their change is counted from, those of the campaign."""

    alike: slice
    pre: slice
    post: slice

    @property
    def history(self) -> int:
        return int(self.pre.stop - self.alike.start)

    @property
    def days(self) -> int:
        return int(self.post.stop - self.post.start)


def campaign_effects(panel: Panel, campaigns: Sequence[Targeting]) -> list[CampaignRow]:
    """Every campaign judged, and the judgements held to one rate of false discoveries."""
    with threadpool_limits(limits=1):
        rows = [_row(panel, one, campaigns) for one in campaigns]
    p_values = [row.lift.p_value for row in rows if row.lift is not None]
    if not p_values:
        return rows
    told = multipletests(p_values, alpha=ALARM, method="fdr_bh")
    verdicts = iter(zip(told[0].tolist(), told[1].tolist(), strict=True))
    return [row if row.lift is None else _held(row, row.lift, *next(verdicts)) for row in rows]


def grounds(
    panel: Panel, one: Targeting, campaigns: Sequence[Targeting]
) -> tuple[Matrix, Mask, Stretch] | Message:
    """What a campaign is judged on: traits of all households, which were targeted, which days; or why it cannot be."""
    targeted, stretch = panel.members(one.households), _stretch(panel, one.days)
    others = [other for other in campaigns if other is not one]
    return _refusal(stretch, targeted) or (_traits(panel, one, others, stretch), targeted, stretch)


def _held(row: CampaignRow, lift: Lift, significant: bool, p_adjusted: float) -> CampaignRow:
    lift = msgspec.structs.replace(lift, significant=significant, p_adjusted=round(p_adjusted, 4))
    return msgspec.structs.replace(row, lift=lift)


def _row(panel: Panel, one: Targeting, campaigns: Sequence[Targeting]) -> CampaignRow:
    targeted = panel.members(one.households)
    stretch = _stretch(panel, one.days)
    refusal = _refusal(stretch, targeted)
    return CampaignRow(
        campaign=one.campaign,
        kind=one.kind,
        days=one.days,
        reach=len(one.households),
        redemptions=one.redemptions,
        redeemed_by=one.redeemed_by,
        lift=None if refusal else _lift(panel, one, campaigns, targeted, stretch),
        refusal=refusal,
    )


def _stretch(panel: Panel, days: Days) -> Stretch:
    whole = panel.columns(Days(days.shifted(-HISTORY).start, days.start))
    middle = (whole.start + whole.stop) // 2
    return Stretch(slice(whole.start, middle), slice(middle, whole.stop), panel.columns(days))


def _refusal(stretch: Stretch, targeted: Mask) -> Message | None:
    if not stretch.days:
        return Message("days-not-covered")
    if stretch.history < LEAST_HISTORY:
        return Message("too-little-history", {"days": stretch.history, "needs": LEAST_HISTORY})
    if targeted.sum() < LEAST_TARGETED:
        return Message("too-few-targeted", {"households": int(targeted.sum()), "needs": LEAST_TARGETED})
    if (~targeted).sum() < MATCHES * LEAST_TARGETED:
        return Message("everybody-targeted", {"others": int((~targeted).sum())})
    return None


def _lift(
    panel: Panel, one: Targeting, campaigns: Sequence[Targeting], targeted: Mask, stretch: Stretch
) -> Lift:
    others = [other for other in campaigns if other is not one]
    sides = match(_traits(panel, one, others, stretch), targeted)
    whole = difference(panel.daily(stretch.post) - panel.daily(stretch.pre), sides)
    goods = panel.daily_on(one.campaign, stretch.post) - panel.daily_on(one.campaign, stretch.pre)
    on_goods = difference(goods, sides)
    matched, days = len(sides.chosen), stretch.days
    incremental = _summed(whole, matched * days)
    p_before = _before(panel, one, others, targeted)
    return Lift(
        incremental=incremental,
        on_goods=_summed(on_goods, matched * days),
        per_household=_summed(whole, days),
        usual=round(float(panel.spent[sides.chosen, stretch.post].sum())) - incremental.value,
        matched=matched,
        unlike=sides.unlike,
        p_value=round(whole.p_value, 4),
        p_adjusted=round(whole.p_value, 4),
        significant=False,
        imbalance=round(sides.imbalance, 3),
        p_before=p_before,
        warnings=_warnings(panel, one, sides, p_before),
    )


def _traits(panel: Panel, one: Targeting, others: Sequence[Targeting], stretch: Stretch) -> Matrix:
    """How households shopped before, and how many other campaigns reached them before and since."""
    reached = (_exposure(panel, others, part) for part in (stretch.pre, stretch.post))
    return np.column_stack([panel.traits(one.campaign, stretch.alike), *reached])


def _exposure(panel: Panel, campaigns: Sequence[Targeting], columns: slice) -> Matrix:
    """Campaigns that reached each household on a day of the stretch, on average."""
    found = np.zeros(len(panel.households))
    for campaign in campaigns:
        run = panel.columns(campaign.days)
        shared = min(run.stop, columns.stop) - max(run.start, columns.start)
        if shared > 0:
            found[panel.members(campaign.households)] += shared / (columns.stop - columns.start)
    return found


def _before(panel: Panel, one: Targeting, others: Sequence[Targeting], targeted: Mask) -> float | None:
    """The same question asked of the month before, when there was no such campaign yet."""
    earlier = _stretch(panel, Days(one.days.start - PLACEBO, one.days.start))
    if earlier.history < LEAST_HISTORY:
        return None
    sides = match(_traits(panel, one, others, earlier), targeted)
    return round(difference(panel.daily(earlier.post) - panel.daily(earlier.pre), sides).p_value, 4)


def _summed(one: Difference, times: int) -> Estimate:
    return interval(one.value * times, REACH * one.error * times)


def _warnings(panel: Panel, one: Targeting, sides: Sides, p_before: float | None) -> tuple[Message, ...]:
    found = []
    if sides.imbalance > BALANCED:
        found.append(Message("not-alike", {"difference": round(sides.imbalance, 2)}))
    if p_before is not None and p_before < ALARM:
        found.append(Message("unlike-before", {"p": p_before}))
    if not panel.reaches(one.days.end):
        found.append(Message("not-over"))
    return tuple(found)
