"""A review under way, in the reader's words: its title, how far it is, or why it failed and what to do next."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.utils.translation import gettext as _

from feria.mall.campaigns import api as campaigns
from feria.mall.web.storefront.words import worded

if TYPE_CHECKING:
    from feria.mall.books.api import ReviewRun


@dataclass(frozen=True, slots=True, kw_only=True)
class Running:
    """What a page says of a run."""

    code: str
    title: str
    doing: str
    percent: int
    is_under_way: bool
    problem: str = ""
    remedy: str = ""


def told_of(run: ReviewRun) -> Running:
    """A row in words."""
    problem, remedy = ("", "") if run.is_under_way or not run.reason else _why(run)
    return Running(
        code=run.code,
        title=_title(run),
        doing=_doing(run),
        percent=round(run.share / 100),
        is_under_way=run.is_under_way,
        problem=problem,
        remedy=remedy,
    )


def _title(run: ReviewRun) -> str:
    if run.festival:
        document, _text = campaigns.document_of(run.festival)
        return worded(document.names, run.festival)
    return _("%(first)s to %(last)s") % {"first": run.first_day, "last": run.last_day}


def _doing(run: ReviewRun) -> str:
    if run.state == run.State.WAITING:
        return _("Waiting for its turn")
    return {
        "profit": _("Adding up true profit"),
        "effect": _("Working out what would have been without it"),
        "offers": _("Counting what was given away"),
        "goods": _("Looking at goods"),
        "related": _("Looking for related goods"),
        "campaigns": _("Judging campaigns"),
        "replay": _("Pricing the baskets again"),
        "audiences": _("Looking at buyers"),
        "regions": _("Looking at regions"),
        "shown": _("Looking at displays"),
        "traffic": _("Looking at visits, carts and parcels"),
        "checklist": _("Going through what is left to do"),
    }.get(run.step, _("Reading the sales"))


def _why(run: ReviewRun) -> tuple[str, str]:
    """What happened, and what to do next."""
    return {
        run.Reason.NOTHING_SOLD: (
            _("Nothing has been sold yet that could be reviewed."),
            _("Come back when orders have been paid, and press Review again."),
        ),
        run.Reason.FACTS_REFUSED: (
            _("The facts contradict themselves: %(problems)s.") % {"problems": ", ".join(run.problems)},
            _("`feria review` on the mall's facts says where; once they are right, try again."),
        ),
        run.Reason.STOPPED: (
            _("The review was cut short several times, most likely for want of memory."),
            _("Give the machine more memory, or run `feria review` on another one."),
        ),
    }.get(
        run.Reason(run.reason),
        (
            _("Something went wrong that we had not foreseen. Nothing else was touched."),
            _("Try again; if it happens again, the mall's log tells what it was."),
        ),
    )
