"""Gather the mall's strings for translation and compile what is translated: `make messages`."""

import subprocess
import sys
from pathlib import Path

from feria.mall.kit.translations import compile_stale

MALL = Path("src/feria/mall")
LANGUAGES = ("zh_Hans", "es")
GATHER = [
    sys.executable, "-m", "django", "makemessages", "--verbosity", "0", "--add-location", "file", "--no-wrap",
    *(f"--locale={language}" for language in LANGUAGES), "--ignore", "static/*", "--extension", "py,html,txt",
]  # fmt: skip


def gather(mall: Path) -> None:
    """Bring the .po files under `mall`/locale up to what its code and templates say."""
    (mall / "locale").mkdir(exist_ok=True)
    subprocess.run(GATHER, cwd=mall, check=True)


def main() -> int:
    gather(MALL)
    for written in compile_stale(MALL / "locale"):
        print(f"compiled {written}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
