"""Is this text a festival that this mall can run?"""

from __future__ import annotations

from dataclasses import dataclass

import msgspec
from django.conf import settings
from django.utils.translation import gettext as _

from feria.festival import Document, KnownCatalogue, Loaded, Place, Problem, load
from feria.mall.campaigns.documents import in_force
from feria.mall.campaigns.errors import FestivalRefused
from feria.mall.campaigns.keeping import unkept
from feria.mall.catalog import api as catalog


@dataclass(frozen=True, slots=True, kw_only=True)
class Checked:
    """What a text turned out to be: a document, if it could be read, and everything there is to say about it."""

    document: Document | None
    problems: tuple[Problem, ...]

    @property
    def errors(self) -> tuple[Problem, ...]:
        return tuple(problem for problem in self.problems if problem.severity == "error")

    @property
    def unkept(self) -> tuple[Problem, ...]:
        """What would be promised in vain, in the reader's language."""
        return tuple(problem for problem in self.problems if problem.code == "not-kept")


def checked(text: str, name: str = "festival.yaml") -> Checked:
    """The text checked by itself, against this mall's catalogue, and against the other festivals in force."""
    loaded = load(text, name=name, catalogue=known_catalogue())
    if loaded.document is None:
        return Checked(document=None, problems=loaded.problems)
    beside = (*_clashes(loaded.document, name), *_unkept(loaded, name))
    return Checked(document=loaded.document, problems=(*loaded.problems, *beside))


def known_catalogue() -> KnownCatalogue:
    """The names that this mall's catalogue knows."""
    return KnownCatalogue(
        currency=settings.CURRENCY,
        **{kind: frozenset(names) for kind, names in catalog.known_names().items()},
        prices=catalog.listed_prices(),
    )


def sound_document(text: str, name: str = "festival.yaml") -> Document:
    """The text's document. Raises FestivalRefused if there is any error; warnings do not stop it."""
    result = checked(text, name)
    if result.document is None or result.errors:
        raise FestivalRefused([each for each in result.problems if each not in result.unkept])
    return result.document


def _clashes(document: Document, name: str) -> list[Problem]:
    """What cannot stand beside the other festivals in force: a promotion by an id that is in use."""
    problems: list[Problem] = []
    ours = {promotion.id for promotion in document.all_promotions}
    for other in in_force():
        if other.code == document.id:
            continue
        problems += [
            _problem(
                name,
                "taken",
                "promotions",
                _("The promotion “%(id)s” is already in force in the festival “%(code)s”.")
                % {"id": promotion.id, "code": other.code},
                _("Give it another id, or withdraw the other festival first."),
            )
            for promotion in other.document.all_promotions
            if promotion.id in ours
        ]
    return problems


def _unkept(loaded: Loaded, name: str) -> list[Problem]:
    """Warnings of what shoppers would be promised in vain, each where the offer stands."""
    if loaded.document is None:
        return []
    problems = []
    for path, message, outcome in unkept(loaded.document):
        place = loaded.places.get(path, Place(line=0, column=0))
        problem = _problem(name, "not-kept", path, message, outcome)
        problems.append(
            msgspec.structs.replace(
                problem, severity="warning", line=place.line, column=place.column, length=place.length
            )
        )
    return problems


def _problem(name: str, code: str, path: str, message: str, suggestion: str) -> Problem:
    """A problem that is not in the text itself, so it stands at no line."""
    return Problem(
        code=code,
        severity="error",
        file=name,
        line=0,
        column=0,
        length=0,
        path=path,
        message=message,
        suggestion=suggestion,
    )
