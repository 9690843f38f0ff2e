"""What the tests need from the machine beyond Python: a browser, letters for its pages, gettext, a C compiler.

`python -m tools.system_packages` installs what is missing, on Debian and its kin.
"""

import os
import shutil
import subprocess
import sys
import sysconfig
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True)
class Need:
    """A Debian package, and the program or the file that shows it is here (neither: ask the package system)."""

    package: str
    program: str | None
    why: str
    file: Path | None = None


HEADER = Path(sysconfig.get_path("include")) / "Python.h"

NEEDS = (
    Need("chromium", "chromium", "journeys walk the mall in a real browser"),
    Need("fonts-noto-cjk", None, "Chinese pages show letters, not boxes"),
    Need("fonts-liberation", None, "Latin pages measure the same everywhere"),
    Need("libpango-1.0-0", None, "a review's PDF sets its letters"),
    Need("libpangoft2-1.0-0", None, "a review's PDF sets its letters"),
    Need("libharfbuzz-subset0", None, "a review's PDF carries only the letters it needs"),
    Need("gettext", "msgfmt", "translations are gathered from the code"),
    Need("gcc", "gcc", "the engine is tested as machine code too"),
    Need("python3-dev", None, "what is compiled for Python needs its headers", HEADER),
)


def missing(needs: Sequence[Need] = NEEDS) -> list[Need]:
    return [need for need in needs if not _is_here(need)]


def _is_here(need: Need) -> bool:
    if need.file:
        return need.file.is_file()
    if need.program:
        return shutil.which(need.program) is not None
    if not shutil.which("dpkg-query"):
        return True  # another system; its fonts are its own affair
    asked = subprocess.run(
        ["dpkg-query", "-W", "-f=${db:Status-Status}", need.package],
        capture_output=True, text=True, check=False,
    )  # fmt: skip
    return asked.stdout == "installed"


def refusal(needs: list[Need], *, is_root: bool, has_apt: bool) -> str | None:
    """Why the packages cannot be installed from here, or None when they can."""
    names = " ".join(need.package for need in needs)
    if not has_apt:
        return (
            f"The tests need these (by Debian's names), and there is no apt-get here to install them: {names}"
        )
    if not is_root:
        return f"The tests need a few system packages. Install them once: sudo apt-get install {names}"
    return None


def main() -> int:
    return bring(NEEDS)


def bring(wanted: Sequence[Need]) -> int:
    """Install what is missing of those; 0 when all is here."""
    needs = missing(wanted)
    if not needs:
        return 0
    has_apt = shutil.which("apt-get") is not None
    if reason := refusal(needs, is_root=os.geteuid() == 0, has_apt=has_apt):
        print(reason, file=sys.stderr)
        return 1
    print("Installing system packages: " + "; ".join(f"{n.package} ({n.why})" for n in needs), flush=True)
    return _apt(["update"]) or _apt(
        ["install", "--yes", "--no-install-recommends", *(n.package for n in needs)]
    )


def _apt(arguments: list[str]) -> int:
    """Run apt-get without a question asked; what it says is shown only when it fails."""
    environment = {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}
    command = ["apt-get", "-qq", "-o", "Dpkg::Use-Pty=0", *arguments]
    done = subprocess.run(
        command, env=environment, stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, check=False,
    )  # fmt: skip
    if done.returncode:
        print(done.stdout, f"`{' '.join(command)}` failed; the reason stands above.", file=sys.stderr)
    return done.returncode


if __name__ == "__main__":
    sys.exit(main())
