"""What the campaigns' room refuses."""

from __future__ import annotations

from collections.abc import Sequence

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from feria.festival import Problem


class FestivalRefused(Exception):
    """A document with errors. ``problems`` says where each stands and what to do; nothing was changed."""

    def __init__(self, problems: Sequence[Problem]) -> None:
        self.problems = tuple(problems)
        super().__init__(self.problems)

    def __str__(self) -> str:
        errors = sum(problem.severity == "error" for problem in self.problems)
        return ngettext(
            "The festival was not applied: its document has %(errors)d error to mend first.",
            "The festival was not applied: its document has %(errors)d errors to mend first.",
            errors,
        ) % {"errors": errors}


class FestivalUnknown(Exception):
    """There is no festival, or no such version of it, under this code."""

    def __init__(self, code: str, version: int | None = None) -> None:
        self.code = code
        self.version = version
        super().__init__(code, version)

    def __str__(self) -> str:
        if self.version is None:
            return _("There is no festival “%(code)s” in force or kept here.") % {"code": self.code}
        return _("The festival “%(code)s” has no version %(version)d.") % {
            "code": self.code,
            "version": self.version,
        }


class PhaseUnknown(Exception):
    """The festival has no such phase, or the phase no such period; ``choices`` are those it has."""

    def __init__(self, asked: str, choices: Sequence[str]) -> None:
        self.asked = asked
        self.choices = tuple(choices)
        super().__init__(asked, self.choices)

    def __str__(self) -> str:
        return _("There is no “%(asked)s” here. Choose one of: %(choices)s.") % {
            "asked": self.asked,
            "choices": ", ".join(self.choices) or "—",
        }
