"""Compiles the mall's translations, so that a clone speaks every language without gettext installed."""

from __future__ import annotations

import os
import tempfile
from pathlib import Path

__all__ = ["compile_stale"]


def compile_stale(locale: Path) -> list[Path]:
    """Write each .mo under `locale` that is older than its .po; the answer names those written.

    Fuzzy translations are left out, as gettext does. Where the folder cannot be written (an installed
    package), what was shipped stays as it is.
    """
    stale = [po for po in sorted(locale.glob("*/LC_MESSAGES/*.po")) if _is_stale(po)]
    return [written for po in stale if (written := _compile(po))]


def _is_stale(po: Path) -> bool:
    mo = po.with_suffix(".mo")
    return not mo.exists() or mo.stat().st_mtime < po.stat().st_mtime


def _compile(po: Path) -> Path | None:
    from babel.messages import mofile, pofile  # slow to import, and seldom needed

    if not os.access(po.parent, os.W_OK):
        return None
    with po.open("rb") as source:
        catalogue = pofile.read_po(source, locale=po.parent.parent.name)
    mo = po.with_suffix(".mo")
    # Put in place whole: several workers may start at once.
    with tempfile.NamedTemporaryFile(dir=po.parent, suffix=".tmp", delete=False) as draft:
        mofile.write_mo(draft, catalogue)
    Path(draft.name).chmod(0o644)
    Path(draft.name).replace(mo)
    return mo
