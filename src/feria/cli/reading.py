"""Files named on the command line, read whole or refused in one sentence."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Annotated

from cyclopts import Parameter

STDIN = "-"
TextFile = Annotated[Path, Parameter(allow_leading_hyphen=True)]  # so that `-` is not taken for an option


class CannotRead(Exception):
    """A file that is not there or is no text; the message is for the person at the terminal."""


def read_text(path: Path) -> str:
    """The text of a file, or of standard input for ``-``. Raises CannotRead."""
    if str(path) == STDIN:
        return sys.stdin.read()
    try:
        return path.read_bytes().decode("utf-8-sig")
    except FileNotFoundError:
        raise CannotRead(f"there is no file {path}.{_neighbours(path)}") from None
    except IsADirectoryError:
        raise CannotRead(f"{path} is a directory; name a file in it.") from None
    except UnicodeDecodeError as error:
        raise CannotRead(f"{path} is not UTF-8 text (byte {error.start}); save it as UTF-8.") from None
    except OSError as error:
        raise CannotRead(f"{path} cannot be read: {error.strerror}.") from None


def _neighbours(path: Path) -> str:
    """Files of the same kind beside it, for a slip of the finger."""
    if not path.parent.is_dir():
        return f" There is no directory {path.parent} either."
    beside = sorted(each.name for each in path.parent.glob(f"*{path.suffix}") if each.is_file())
    return f" Beside it: {', '.join(beside[:5])}." if beside and path.suffix else ""
