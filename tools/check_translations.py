"""Every string a person sees is there in each language: none missing, none fuzzy, none forgotten in the code."""

import shutil
import sys
import tempfile
from pathlib import Path

from babel.messages.catalog import Catalog, Message
from babel.messages.pofile import read_po

from tools.messages import LANGUAGES, MALL, gather

PO = "LC_MESSAGES/django.po"


def catalogue(locale: Path, language: str) -> Catalog:
    """The language's strings; empty where it has no file yet."""
    file = locale / language / PO
    if not file.is_file():
        return Catalog(locale=language)
    with file.open("rb") as source:
        return read_po(source, locale=language)


def untranslated(strings: Catalog) -> list[str]:
    """What is missing or doubtful in `strings`, one sentence each."""
    found = []
    for message in _messages(strings):
        if not _is_said(message):
            found.append(f"not translated: {_shown(message)}")
        elif message.fuzzy:
            found.append(f"fuzzy, to be looked at: {_shown(message)}")
        else:
            found += [f"{error}: {_shown(message)}" for error in message.check(strings)]
    return found


def ungathered(kept: Catalog, gathered: Catalog) -> list[str]:
    """Strings that code or templates show and `kept` does not know."""
    known = {_key(message) for message in _messages(kept)}
    return [f"not gathered: {_shown(m)}" for m in _messages(gathered) if _key(m) not in known]


def _is_said(message: Message) -> bool:
    """Whether there is a translation, in every plural form."""
    return all(message.string) if isinstance(message.string, (list, tuple)) else bool(message.string)


def _messages(strings: Catalog) -> list[Message]:
    return [message for message in strings if message.id]


def _key(message: Message) -> tuple[object, str | None]:
    return message.id, message.context


def _shown(message: Message) -> str:
    text = message.id if isinstance(message.id, str) else message.id[0]
    places = ", ".join(sorted({place for place, _ in message.locations})[:3])
    return f"{text!r}" + (f" ({places})" if places else "")


def faults(mall: Path) -> list[str]:
    found = []
    with tempfile.TemporaryDirectory() as folder:
        copy = Path(folder) / "mall"
        shutil.copytree(mall, copy, ignore=shutil.ignore_patterns("static", "__pycache__", "*.mo"))
        gather(copy)
        for language in LANGUAGES:
            kept = catalogue(mall / "locale", language)
            problems = untranslated(kept) + ungathered(kept, catalogue(copy / "locale", language))
            found += [f"{language}: {problem}" for problem in problems]
    return found


def main() -> int:
    found = faults(MALL)
    if found:
        print("\n".join(found))
        print(f"{len(found)} strings to see to: run `make messages`, then fill them in under {MALL}/locale.")
        return 1
    print(
        f"{len(_messages(catalogue(MALL / 'locale', LANGUAGES[0])))} strings, in {' and '.join(LANGUAGES)}."
    )
    return 0


if __name__ == "__main__":
    sys.exit(main())
