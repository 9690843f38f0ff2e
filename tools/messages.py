"""Gather the mall's strings for translation and compile what is translated: `make messages`."""

import re
import subprocess
import sys
from pathlib import Path

from feria.mall.kit.translations import compile_stale

MALL = Path("src/feria/mall")
LANGUAGES = ("zh_Hans", "es")
DATED = re.compile(r'^"POT-Creation-Date:.*\n', re.MULTILINE)
GATHER = [
    sys.executable, "-m", "django", "makemessages", "--verbosity", "0", "--add-location", "file", "--no-wrap",
    *(f"--locale={language}" for language in LANGUAGES), "--ignore", "static/*", "--extension", "py,html,txt",
]  # fmt: skip


def gather(mall: Path) -> None:
    """Bring the .po files under `mall`/locale up to what its code and templates say."""
    (mall / "locale").mkdir(exist_ok=True)
    subprocess.run(GATHER, cwd=mall, check=True)
    for po in mall.glob("locale/*/LC_MESSAGES/*.po"):
        # The hour of gathering tells nobody anything, and two branches would always differ in it.
        po.write_text(DATED.sub("", po.read_text(encoding="utf-8")), encoding="utf-8")


def main() -> int:
    gather(MALL)
    for written in compile_stale(MALL / "locale"):
        print(f"compiled {written}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
