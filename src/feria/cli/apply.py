"""``feria apply`` and ``feria withdraw``: a festival document put in force in the mall, and taken out again."""

from __future__ import annotations

import sys
from pathlib import Path

from rich.console import Console

from feria.cli.check import show
from feria.cli.mall import HOME, use_mall
from feria.cli.reading import CannotRead, read_text
from feria.cli.words import Language
from feria.festival import Loaded, load


def apply(festival: Path, /, *, home: Path = HOME, language: Language = "en") -> int:
    """Check a document and put it in force; the same document twice changes nothing.

    Parameters
    ----------
    festival
        The document, a YAML file; `-` reads standard input.
    home
        The mall's folder.
    language
        The language of the messages.
    """
    try:
        text = read_text(festival)
    except CannotRead as reason:
        sys.stderr.write(f"feria apply: {reason}\n")
        return 2
    use_mall(home)
    from feria.mall.campaigns.api import FestivalRefused, checked
    from feria.mall.rush.api import open_festival

    try:
        version = open_festival(text, None)
    except FestivalRefused as refused:
        loaded = load(text, str(festival))
        shown = loaded if loaded.errors else Loaded(document=None, problems=refused.problems)
        show(shown, text, str(festival), language, Console(highlight=False, soft_wrap=True))
        return 1
    warnings = tuple(each for each in checked(text, str(festival)).problems if each.severity == "warning")
    if warnings:
        told = Loaded(document=None, problems=warnings)
        show(told, text, str(festival), language, Console(stderr=True, highlight=False, soft_wrap=True))
    sys.stdout.write(f"{version.festival.code} is in force, version {version.number}.\n")
    return 0


def withdraw(festival: str, /, *, home: Path = HOME) -> int:
    """Take a festival out of force; orders already placed keep their price.

    Parameters
    ----------
    festival
        The festival's id, as its document states it.
    home
        The mall's folder.
    """
    use_mall(home)
    from feria.mall.campaigns.api import FestivalUnknown
    from feria.mall.rush.api import close_festival

    try:
        close_festival(festival, None)
    except FestivalUnknown as unknown:
        sys.stderr.write(f"feria withdraw: {unknown}\n")
        return 1
    sys.stdout.write(f"{festival} is withdrawn.\n")
    return 0
