"""A review written to a file, in the format that its name says."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from feria.review.report.html import page
from feria.review.report.speaker import Speaker
from feria.review.report.tables import as_json
from feria.review.review import Review


class NotInstalled(Exception):
    """A format needs a library that is not here. ``wanted`` says what to install."""

    def __init__(self, ending: str, wanted: str) -> None:
        super().__init__(f"writing {ending} needs {wanted}")
        self.ending = ending
        self.wanted = wanted


def _html(review: Review, speaker: Speaker) -> bytes:
    return page(review, speaker).encode()


def _json(review: Review, _speaker: Speaker) -> bytes:
    return as_json(review)


def _pdf(review: Review, speaker: Speaker) -> bytes:
    try:
        from weasyprint import HTML
    except (ImportError, OSError) as missing:  # OSError: the library is here, Pango is not
        raise NotInstalled(
            ".pdf", "feria[report] and Pango (Debian: libpango-1.0-0, libpangoft2-1.0-0)"
        ) from missing
    made: bytes = HTML(string=page(review, speaker)).write_pdf()
    return made


def _xlsx(review: Review, speaker: Speaker) -> bytes:
    try:
        from feria.review.report.xlsx import workbook
    except ImportError as missing:
        raise NotInstalled(".xlsx", "feria[report]") from missing
    return workbook(review, speaker)


FORMATS: dict[str, Callable[[Review, Speaker], bytes]] = {
    ".html": _html,
    ".pdf": _pdf,
    ".xlsx": _xlsx,
    ".json": _json,
}


def render(review: Review, speaker: Speaker, path: Path) -> None:
    """Write the report to ``path``: whole, or not at all. Raises NotInstalled."""
    made = FORMATS[path.suffix](review, speaker)
    temporary = path.with_name(f".{path.name}.tmp")
    temporary.write_bytes(made)
    temporary.replace(path)
