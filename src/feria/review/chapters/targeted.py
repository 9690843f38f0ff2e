"""Campaigns to some buyers, judged by others like them (R8.7): what each brought, and from whom, where that can be told.

Facts name a campaign's days in ``campaigns``, whom it reached in ``coupons`` (the template of its name) and the goods that it
named in ``campaign_goods``. Without them each coupon of the event is asked of in ``lifts``.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from datetime import date, timedelta

from feria.review.chapters.lifts import MOST_MEMBERS, numbered_members
from feria.review.daily import rows
from feria.review.effect import api as effect
from feria.review.facts.facts import Facts, Table
from feria.review.frame import Frame
from feria.review.value import Answer, Bps, Code, Count, Fact, Group, Money, Note, Value, note

MOST_CAMPAIGNS = 60
UNLIKE = ("not-alike", "unlike-before")
"""What keeps single buyers from being named: the sides differed before anything was sent."""
MOST_TOLD = 10
"""Single buyers that are named of one campaign, strongest first."""
ASSUMPTIONS = ("alike-stay-alike", "nothing-else-reached-them", "none-told-another")


class CampaignEffect(Value, frozen=True, kw_only=True):
    """One campaign: its reach, and the sales it brought above those of buyers like them; nine times in ten between the two.

    ``chance_before`` is how often chance brings what the same question finds in the month before, when nothing was sent.
    """

    campaign: Group
    first_day: date
    last_day: date
    reach: Count
    redeemed_by: Count
    redemptions: Count
    changed: Money | None = None
    lowest: Money | None = None
    highest: Money | None = None
    on_goods: Money | None = None
    chance_alone: Bps | None = None
    chance_before: Bps | None = None
    is_sure: bool | None = None
    remark: Code = "nothing-amiss"


class BuyerUplift(Value, frozen=True, kw_only=True):
    """What a campaign brought from one buyer."""

    campaign: Group
    member: str
    changed: Money
    lowest: Money
    highest: Money


class Campaigns(Answer, frozen=True, kw_only=True):
    """R8.7, for campaigns that reached some and not others."""

    campaigns: tuple[CampaignEffect, ...] = ()
    buyers: tuple[BuyerUplift, ...] = ()
    assumptions: tuple[Note, ...] = ()


def targeted(facts: Facts, frame: Frame) -> Campaigns:
    """Each campaign of the facts, held to one rate of false discoveries."""
    needs = ("campaigns.campaign", "coupons.member", "lines.member", "lines.sku")
    if missing := facts.missing_for("campaigns", *needs):
        return Campaigns(method="campaigns", missing=missing)
    numbered = numbered_members(facts)
    if numbered is None:
        return Campaigns(method="campaigns", missing=(note("lifts-too-many-members", most=MOST_MEMBERS),))
    asked, named = _asked(facts, numbered), _named(numbered)
    table = _panel(facts, numbered)
    found = effect.campaign_effects(table, asked)
    buyers, untold = _buyers(table, asked, found, named, frame)
    return Campaigns(
        method="campaigns",
        campaigns=tuple(_told(each) for each in found),
        buyers=buyers,
        findings=_findings(found),
        labels=(note("label.campaigns-chosen"),),
        missing=untold,
        assumptions=tuple(note(f"campaigns.{each}") for each in ASSUMPTIONS),
    )


def _named(numbered: Table) -> dict[int, str]:
    return {row["household"]: str(row["member"]) for row in rows(numbered)}


def _panel(facts: Facts, numbered: Table) -> effect.Panel:
    lines = facts.table("lines")
    joined = lines.inner_join(numbered, "member")
    bought = facts.keep(
        joined.select("household", "day", item=lines.sku.cast("string"), amount=lines.charged)
    )
    if not facts.has("campaign_goods.sku"):
        return effect.panel(bought)
    goods = facts.table("campaign_goods")
    return effect.panel(bought, goods.select("campaign", item=goods.sku.cast("string")))


def _asked(facts: Facts, numbered: Table) -> list[effect.Targeting]:
    campaigns = facts.table("campaigns").order_by(["from_day", "campaign"]).limit(MOST_CAMPAIGNS)
    held = facts.table("coupons").inner_join(numbered, "member")
    held = held.select("coupon", "household", "used_day")
    reached: defaultdict[str, set[int]] = defaultdict(set)
    used_by: defaultdict[str, set[int]] = defaultdict(set)
    for row in rows(held):
        reached[str(row["coupon"])].add(row["household"])
        if row["used_day"] is not None:
            used_by[str(row["coupon"])].add(row["household"])
    times = _redemptions(facts)
    return [
        effect.Targeting(
            campaign=str(row["campaign"]),
            kind=row["kind"] or "",
            days=effect.Days(row["from_day"], row["to_day"] + timedelta(days=1)),
            households=frozenset(reached[str(row["campaign"])]),
            redemptions=times.get(str(row["campaign"]), len(used_by[str(row["campaign"])])),
            redeemed_by=len(used_by[str(row["campaign"])]),
        )
        for row in rows(campaigns)
    ]


def _redemptions(facts: Facts) -> Counter[str]:
    """How often each campaign's coupons were used, where that is counted beside who used them."""
    if not facts.has("campaigns.redemptions"):
        return Counter()
    campaigns = facts.table("campaigns").select("campaign", "redemptions")
    return Counter({str(row["campaign"]): int(row["redemptions"] or 0) for row in rows(campaigns)})


def _told(row: effect.CampaignRow) -> CampaignEffect:
    told = CampaignEffect(
        campaign=row.campaign,
        first_day=row.days.start,
        last_day=row.days.end - timedelta(days=1),
        reach=row.reach,
        redeemed_by=row.redeemed_by,
        redemptions=row.redemptions,
        remark=row.refusal.code if row.refusal else "nothing-amiss",
    )
    return told if row.lift is None else _lifted(told, row.lift)


def _lifted(told: CampaignEffect, lift: effect.Lift) -> CampaignEffect:
    known = {name: getattr(told, name) for name in told.__struct_fields__}
    return CampaignEffect(
        **known
        | {
            "changed": lift.incremental.value,
            "lowest": lift.incremental.low,
            "highest": lift.incremental.high,
            "on_goods": lift.on_goods.value,
            "chance_alone": round(lift.p_adjusted * 10_000),
            "chance_before": None if lift.p_before is None else round(lift.p_before * 10_000),
            "is_sure": lift.significant,
            "remark": lift.warnings[0].code if lift.warnings else "nothing-amiss",
        }
    )


def _findings(found: list[effect.CampaignRow]) -> tuple[Note, ...]:
    lifts = [row.lift for row in found if row.lift is not None]
    if not lifts:
        return (note("campaigns-none", asked=len(found)),)
    sure = sum(lift.significant for lift in lifts)
    tried = [lift.p_before for lift in lifts if lift.p_before is not None]
    alarms = sum(p < effect.ALARM for p in tried)
    return (
        note("campaigns-told", asked=len(found), answered=len(lifts), sure=sure),
        note("campaigns-placebo", tried=len(tried), alarms=alarms),
    )


def _buyers(
    table: effect.Panel,
    asked: list[effect.Targeting],
    found: list[effect.CampaignRow],
    named: dict[int, str],
    frame: Frame,
) -> tuple[tuple[BuyerUplift, ...], tuple[Note, ...]]:
    """Single buyers of the campaigns that ran in the event, or why they cannot be told apart."""
    told: list[BuyerUplift] = []
    untold: list[Note] = []
    for one, row in zip(asked, found, strict=True):
        if row.lift is None or not _ran_in(one.days, frame):
            continue
        if any(each.code in UNLIKE for each in row.lift.warnings):
            untold.append(note("campaigns.sides-unlike", campaign=one.campaign))
            continue
        answer = effect.household_uplifts(table, one, asked)
        if isinstance(answer, effect.Message):
            facts: dict[str, Fact] = {name: round(float(fact)) for name, fact in answer.facts.items()}
            untold.append(note(f"campaigns.{answer.code}", campaign=one.campaign, **facts))
            continue
        told += [
            BuyerUplift(
                campaign=one.campaign,
                member=named[each.household],
                changed=each.uplift.value,
                lowest=each.uplift.low,
                highest=each.uplift.high,
            )
            for each in answer[:MOST_TOLD]
        ]
    return tuple(told), tuple(untold)


def _ran_in(days: effect.Days, frame: Frame) -> bool:
    return days.start < frame.event.until and days.end > frame.event.first
