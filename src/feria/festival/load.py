"""Text -> document, or everything that keeps it from being one."""

from __future__ import annotations

from collections.abc import Mapping

import msgspec

from feria.festival.build import draft_of, milestones_of, targets_of
from feria.festival.catalogue import KnownCatalogue, check_catalogue
from feria.festival.checks import check_draft
from feria.festival.document import Document
from feria.festival.draft import Draft
from feria.festival.grammar import FESTIVAL
from feria.festival.money import digits_of
from feria.festival.problems import Place, Problem, Report
from feria.festival.regional import Currency, Zone
from feria.festival.shapes import BAD, Reading, Values
from feria.festival.tree import Mapping as MappingNode
from feria.festival.tree import Node, parse
from feria.festival.wording import LANGUAGES


class Loaded(msgspec.Struct, frozen=True, kw_only=True):
    """What came of a text. ``document`` is None when a problem is an error; ``places`` maps paths to the text."""

    document: Document | None
    problems: tuple[Problem, ...]
    places: dict[str, Place] = {}

    @property
    def errors(self) -> tuple[Problem, ...]:
        """Problems that keep the festival from running."""
        return tuple(each for each in self.problems if each.severity == "error")

    @property
    def warnings(self) -> tuple[Problem, ...]:
        """Problems that do not."""
        return tuple(each for each in self.problems if each.severity == "warning")


def load(text: str, name: str = "festival.yaml", catalogue: KnownCatalogue | None = None) -> Loaded:
    """Read and check a document. Never raises for what the text says; ``name`` is what problems call the file."""
    report = Report(name)
    root = parse(text, report)
    document = None
    if root is not None:
        reading = _reading(root, report)
        values = FESTIVAL.read(root, "", reading)
        if values is not BAD:
            document = _document(values, reading, catalogue)
    if any(problem.severity == "error" for problem in report.problems):
        document = None
    return Loaded(document=document, problems=report.problems, places=report.places)


def check(
    document: Document,
    catalogue: KnownCatalogue | None = None,
    places: Mapping[str, Place] | None = None,
    name: str = "festival.yaml",
) -> tuple[Problem, ...]:
    """Check a document that is at hand as values; ``places`` (of Loaded) lets problems name their lines."""
    report = Report(name, dict(places or {}))
    draft = Draft.of(document)
    check_draft(draft, report)
    if catalogue is not None:
        check_catalogue(draft, catalogue, report)
    return report.problems


def _reading(root: Node, report: Report) -> Reading:
    """Currency, time zone and languages first: the other fields are read by them. Problems come up later."""
    reading = Reading(report)
    if not isinstance(root, MappingNode):
        return reading
    fields = {key.text: node for key, node in root.entries if node is not None}
    aside = Reading(Report(report.file))
    if (
        "currency" in fields
        and (currency := Currency().read(fields["currency"], "currency", aside)) is not BAD
    ):
        reading.currency, reading.digits = currency, digits_of(currency)
    if "time_zone" in fields and (zone := Zone().read(fields["time_zone"], "time_zone", aside)) is not BAD:
        reading.zone = zone
    if "languages" in fields:
        languages = FESTIVAL.fields["languages"].shape.read(fields["languages"], "languages", aside)
        known = [each for each in languages if each in LANGUAGES] if isinstance(languages, list) else []
        reading.languages = tuple(dict.fromkeys(known)) or reading.languages
    return reading


def _document(root: Values, reading: Reading, catalogue: KnownCatalogue | None) -> Document | None:
    draft = draft_of(root, reading)
    targets, milestones = targets_of(root, reading), milestones_of(root, reading)
    check_draft(draft, reading.report)
    if catalogue is not None:
        check_catalogue(draft, catalogue, reading.report)
    span = draft.span
    if span is None or not root.whole:
        return None
    return Document(
        id=root["id"],
        names=root["name"],
        intro=root.get("intro", {}),
        currency=root["currency"],
        time_zone=root["time_zone"].key,
        languages=reading.languages,
        starts_at=span[0],
        ends_at=span[1],
        shops=tuple(draft.shops),
        phases=tuple(each.value for each in draft.phases),
        targets=targets,
        milestones=milestones,
        promotions=tuple(each.value for each in draft.promotions),
        coupons=tuple(each.value for each in draft.coupons),
        venues=tuple(each.value for each in draft.venues),
        rushes=tuple(each.value for each in draft.rushes),
        presales=tuple(each.value for each in draft.presales),
        ladders=tuple(each.value for each in draft.ladders),
        groups=tuple(each.value for each in draft.groups),
        exclusives=draft.exclusives,
    )
