"""The last word is the engine's: what it would not price must not pass the check."""

from __future__ import annotations

import msgspec

from feria.festival.draft import Draft
from feria.festival.problems import Report
from feria.pricing import PricingError, Promotion, PromotionProblem, compile_plan


def check_engine(draft: Draft, report: Report) -> None:
    """Each promotion by itself, so that one refusal does not hide the next; only those nothing was said about yet."""
    for offer in draft.offers:
        if any(
            problem.severity == "error" and problem.path.startswith(offer.path) for problem in report.problems
        ):
            continue
        try:
            compile_plan((_alone(offer.value),))
        except PromotionProblem as problem:
            report.add(
                "engine-refuses", offer.path, found=offer.value.id, reason=problem.message, mend=problem.mend
            )
        except PricingError as problem:
            report.add("engine-refuses", offer.path, found=offer.value.id, reason=str(problem))


def _alone(promotion: Promotion) -> Promotion:
    """The promotion without what it says of others, who are not there when it is looked at by itself."""
    stacking = msgspec.structs.replace(promotion.stacking, joins=(), excludes=())
    return msgspec.structs.replace(promotion, stacking=stacking)
