"""What must hold between the parts of a document; each check looks at a draft and reports."""

from __future__ import annotations

from feria.festival.checks.company import check_company
from feria.festival.checks.conditions import check_conditions
from feria.festival.checks.engine import check_engine
from feria.festival.checks.grants import check_grants
from feria.festival.checks.groups import check_groups
from feria.festival.checks.ladders import check_ladders
from feria.festival.checks.names import check_names
from feria.festival.checks.offers import check_offers
from feria.festival.checks.phases import check_phases
from feria.festival.checks.presales import check_presales
from feria.festival.checks.rushes import check_rushes
from feria.festival.checks.tiers import check_tiers
from feria.festival.draft import Draft
from feria.festival.problems import Report

_CHECKS = (
    check_phases,
    check_names,
    check_tiers,
    check_grants,
    check_conditions,
    check_offers,
    check_company,
    check_rushes,
    check_presales,
    check_ladders,
    check_groups,
    check_engine,
)


def check_draft(draft: Draft, report: Report) -> None:
    """Run every check."""
    for check in _CHECKS:
        check(draft, report)
