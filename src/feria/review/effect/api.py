"""The effect of a festival: tables and arrays in, frozen results out. What other rooms may use of this one."""

from feria.review.effect.calendar import Campaign
from feria.review.effect.campaigns import ALARM, CampaignRow, Lift, Targeting, campaign_effects
from feria.review.effect.estimate import estimate
from feria.review.effect.panel import Panel, panel
from feria.review.effect.related import Kin, Related, beside, related
from feria.review.effect.results import (
    Answer,
    Curve,
    Days,
    Diagnostics,
    Effect,
    Estimate,
    Message,
    Parts,
    Periods,
    PlaceboDates,
    PlaceboProduct,
    Refused,
)
from feria.review.effect.series import Daily, Role, of_rows
from feria.review.effect.uplift import HouseholdUplift, household_uplifts

__all__ = [
    "ALARM",
    "Answer",
    "Campaign",
    "CampaignRow",
    "Curve",
    "Daily",
    "Days",
    "Diagnostics",
    "Effect",
    "Estimate",
    "HouseholdUplift",
    "Kin",
    "Lift",
    "Message",
    "Panel",
    "Parts",
    "Periods",
    "PlaceboDates",
    "PlaceboProduct",
    "Refused",
    "Related",
    "Role",
    "Targeting",
    "beside",
    "campaign_effects",
    "estimate",
    "household_uplifts",
    "of_rows",
    "panel",
    "related",
]
