"""What other rooms may ask about festivals: what is in force, where in it we are, what it prices with."""

from __future__ import annotations

from feria.mall.campaigns.actions import apply, keep, lift_override, override_phase, withdraw
from feria.mall.campaigns.checking import Checked, checked
from feria.mall.campaigns.console import Change, DiffLine, FestivalRow, VersionDiff, diff, festival_rows
from feria.mall.campaigns.documents import InForce, documents_in_force, in_force, one_look
from feria.mall.campaigns.errors import FestivalRefused, FestivalUnknown, PhaseUnknown
from feria.mall.campaigns.models import Festival, FestivalVersion, PhaseOverride
from feria.mall.campaigns.selectors import (
    Current,
    coupon_designs,
    current,
    document_of,
    festivals,
    latest_document,
    plan,
    promotions_in_force,
    upcoming,
    versions_of,
)

__all__ = [
    "Change",
    "Checked",
    "Current",
    "DiffLine",
    "Festival",
    "FestivalRefused",
    "FestivalRow",
    "FestivalUnknown",
    "FestivalVersion",
    "InForce",
    "PhaseOverride",
    "PhaseUnknown",
    "VersionDiff",
    "apply",
    "checked",
    "coupon_designs",
    "current",
    "diff",
    "document_of",
    "documents_in_force",
    "festival_rows",
    "festivals",
    "in_force",
    "keep",
    "latest_document",
    "lift_override",
    "one_look",
    "override_phase",
    "plan",
    "promotions_in_force",
    "upcoming",
    "versions_of",
    "withdraw",
]
