"""A session as its festival's document plans it: its names, its goods and their prices."""

from __future__ import annotations

from dataclasses import dataclass

from feria.festival import Document, RushDesign
from feria.mall.campaigns import api as campaigns
from feria.pricing import Promotion


@dataclass(frozen=True, kw_only=True)
class Planned:
    """A session and the document it stands in."""

    design: RushDesign
    document: Document

    @property
    def code(self) -> str:
        return self.design.code


def planned() -> tuple[Planned, ...]:
    """The sessions of all festivals in force, in the order they open."""
    found = [
        Planned(design=design, document=document)
        for document in campaigns.documents_in_force()
        for design in document.rushes
    ]
    return tuple(sorted(found, key=lambda one: (one.design.opens_at, one.code)))


def plan_of_session(code: str) -> Planned | None:
    """The session as its festival last planned it, also after the festival was withdrawn; None for one it does not know."""
    festival, dot, _rest = code.partition(".")
    if not dot:
        return None
    try:
        document, _text = campaigns.document_of(festival)
    except campaigns.FestivalUnknown:
        return None
    design = next((each for each in document.rushes if each.code == code), None)
    return Planned(design=design, document=document) if design else None


def prices_of(code: str) -> tuple[Promotion, ...]:
    """What a claim in the session brings: prices for lines that bear its tag. None of a session no document plans."""
    found = plan_of_session(code)
    return found.design.promotions(found.document.currency) if found else ()


def tag_of(code: str) -> str:
    """What the lines of a claim bear."""
    return f"rush:{code}"


def claimant_of(session: str, key: str) -> str:
    """The name that stock holds a claim's units under."""
    return f"{session}/{key}"


def session_of(claimant: str) -> str:
    """The session of a claim, by that name."""
    return claimant.partition("/")[0]
