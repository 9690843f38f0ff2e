"""What rush pages say: the same words by form and by script."""

from __future__ import annotations

from collections.abc import Mapping
from math import ceil
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from feria.mall.members.api import Member
from feria.mall.rush import api as rush
from feria.mall.stock import api as stock
from feria.mall.web.money import count_text
from feria.mall.web.templatetags.storefront import when

_N = {"n": "{n}"}
_FORMS = {"one": 1, "other": 2}
"""A sentence's forms by number as scripts tell them apart, and a number that calls for each."""


def claimed_text(taken: int, units: int) -> str:
    """How it ended."""
    return ngettext("%(n)s claimed of %(units)s", "%(n)s claimed of %(units)s", taken) % {
        "n": count_text(taken),
        "units": count_text(units),
    }


def left_text(left: int, units: int) -> str:
    """How many can be claimed now, of how many."""
    if not left:
        return _("None left of %(units)s") % {"units": count_text(units)}
    return ngettext("%(n)s left of %(units)s", "%(n)s left of %(units)s", left) % {
        "n": count_text(left),
        "units": count_text(units),
    }


def paying_text(paying: int) -> str:
    """Units that may come back."""
    if not paying:
        return ""
    return ngettext(
        "%(n)s still being paid for: it may come back",
        "%(n)s still being paid for: they may come back",
        paying,
    ) % {"n": count_text(paying)}


def level_name(level: int) -> str:
    return str(Member.Level(level).label) if level in Member.Level.values else str(level)


def answer_text(answer: stock.Answer) -> str:
    """Why a claim was not met, and what to do next."""
    said = {"left": answer.left or 0}
    match answer.outcome:
        case stock.Outcome.SOLD_OUT if answer.left:
            return _("Only %(left)s left: ask for fewer.") % said
        case stock.Outcome.LIMIT if answer.left:
            return _("You may have %(left)s more: ask for fewer.") % said
        case stock.Outcome.NOT_YET if answer.opens_at:
            return _("Too early: it starts on %(at)s. Your tap was not counted.") % {
                "at": when(answer.opens_at)
            }
    return words().get(answer.outcome.value, words()["unknown"])


def hurdle_text(hurdle: rush.TooOften | rush.Crowded | rush.ChallengeFirst) -> str:
    """Why a form's claim was not let in, and what to do next."""
    if isinstance(hurdle, rush.Crowded):
        return _("Very many are asking. Tap again in a moment: it is the same tap.")
    if isinstance(hurdle, rush.TooOften):
        seconds = ceil(hurdle.seconds)
        return ngettext(
            "That was very often. Tap again in %(seconds)s second: it is the same tap.",
            "That was very often. Tap again in %(seconds)s seconds: it is the same tap.",
            seconds,
        ) % {"seconds": seconds}
    return _("We make sure that you are a person, and that takes JavaScript. Turn it on, then tap again.")


def place_text(place: Mapping[str, Any]) -> str:
    """Where one stands, for who has no script."""
    if place["state"] == "sold_out":
        return _("Everything is claimed. You keep your place: what is not paid in time comes back.")
    if place["state"] == "silent":
        return str(room_words()["no_answer"])
    return _("You are number %(position)s. It takes about %(seconds)s seconds.") % {
        "position": place["position"],
        "seconds": ceil(place["wait_seconds"]),
    }


def words() -> dict[str, str]:
    """By outcome of a claim, and what the script says while it asks."""
    return {
        "asking": _("Asking …"),
        "held": _("It is yours. On to paying …"),
        "sold_out": _("Sold out: every unit is claimed. What is not paid in time comes back here."),
        "sold_out_left": _("Only %(left)s left: ask for fewer.") % {"left": "{left}"},
        "limit": _("You have as many as one member may have."),
        "limit_left": _("You may have %(left)s more: ask for fewer.") % {"left": "{left}"},
        "not_yet": _("Too early: it has not started. Your tap was not counted."),
        "over": _("The session is over. Look at the next one."),
        "unknown": _("This is not sold here any more. Load the page again."),
        "key_reused": _("That tap got mixed up with another. Tap once more."),
        "busy": _("Very many are asking. We ask again for you: your tap counts once."),
        "uncertain": _("No answer yet. We ask again for you: your tap counts once."),
        "gave_up": _("The mall did not answer. Tap again in a moment: you cannot claim twice by that."),
        "too_often": _("That was very often. We ask again in a moment."),
        "token": _("You have been away for long. Load the page again to go on."),
        "room": _("Very many have come. We take you to the waiting room."),
        "challenge": _("One moment: we make sure that you are a person …"),
    }


def room_words() -> dict[str, Any]:
    """What the waiting room's script says."""
    return {
        "title": _("Waiting room"),
        "title_sold_out": _("Sold out"),
        "ahead_none": _("You are next."),
        "ahead": {
            form: ngettext("%(n)s person is ahead of you.", "%(n)s people are ahead of you.", count) % _N
            for form, count in _FORMS.items()
        },
        "seconds": {
            form: ngettext(
                "In about %(n)s second it is your turn.", "In about %(n)s seconds it is your turn.", count
            )
            % _N
            for form, count in _FORMS.items()
        },
        "minutes": {
            form: ngettext(
                "In about %(n)s minute it is your turn.", "In about %(n)s minutes it is your turn.", count
            )
            % _N
            for form, count in _FORMS.items()
        },
        "to_come": _("The session has not started. You keep your place."),
        "sold_out": _(
            "Everything is claimed. You need not wait; if something comes back, you are let in from here."
        ),
        "admitted": _("It is your turn. On to the goods …"),
        "away": _("You were away when your turn came. We took a new place for you."),
        "no_answer": _("The mall does not answer. We keep asking; your place is kept for a minute."),
        "token": _("You have been away for long. Load the page again to go on."),
    }


def counted() -> dict[str, dict[str, str]]:
    """Sentences with a number for the script, by its plural: "one" and "other" (Chinese knows only the latter)."""
    return {
        "left": {
            form: ngettext("%(n)s left of %(units)s", "%(n)s left of %(units)s", count)
            % {"units": "{units}", **_N}
            for form, count in _FORMS.items()
        },
        "paying": {
            form: ngettext(
                "%(n)s still being paid for: it may come back",
                "%(n)s still being paid for: they may come back",
                count,
            )
            % _N
            for form, count in _FORMS.items()
        },
    }


def script_words() -> dict[str, Any]:
    """All that the page's script says."""
    return {
        **words(),
        "counted": counted(),
        "none_left": _("None left of %(units)s") % {"units": "{units}"},
    }
