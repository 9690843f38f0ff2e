"""Whatever lies at a path, as facts: the warehouse of the real year, TPC-DS, the facts that a mall keeps, or a bare file of orders."""

from __future__ import annotations

from pathlib import Path

from feria.review.facts.facts import Facts
from feria.review.facts.files import FactsMissing, Progress, quiet, read_files
from feria.review.facts.journey import read_journey
from feria.review.facts.kept import kept
from feria.review.facts.mapping import NOTHING, Mapping
from feria.review.facts.retail import is_retail, read_retail
from feria.review.past.warehouse import manifest


def read_facts(path: Path, mapping: Mapping = NOTHING, progress: Progress = quiet) -> Facts:
    """The facts at ``path``; ``progress`` hears of each table that is read. Raises FactsMissing, FactsRefused."""
    if not path.exists():
        raise FactsMissing(path)
    if path.is_dir() and manifest(path) is not None:
        return read_journey(path)
    if path.is_dir() and is_retail(path):
        return read_retail(path)
    if (mall := kept(path)) is not None:
        return read_files(path, mall.mapping(), progress, mall.holds)
    return read_files(path, mapping, progress)
