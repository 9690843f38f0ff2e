"""Make Feria's virtual environment: `python3 tools/setup.py demo` or `... dev`.

Started by whatever Python the machine has, so this file must run on an old one far enough to say so:
no syntax newer than Python 3.6, and nothing but the standard library.
"""

import hashlib
import os
import subprocess
import sys
import time
from pathlib import Path

NEEDED = (3, 11)
ROOT = Path(__file__).resolve().parent.parent
VENV = ROOT / ".venv"
BIN = VENV / "bin"
# The second holds everything of the first, so it serves for both.
KINDS = ("demo", "dev")


class SetUpFailed(Exception):
    """Why Feria cannot be installed here, in a sentence for the person who asked."""


def main(arguments: "list[str]") -> int:
    kind = arguments[0] if arguments else "demo"
    if kind not in KINDS:
        print(f"usage: python3 tools/setup.py [{'|'.join(KINDS)}]", file=sys.stderr)
        return 2
    try:
        check_python(sys.version_info)
        if not is_installed(kind):
            install(kind)
    except SetUpFailed as error:
        print(error, file=sys.stderr)
        return 1
    return 0


def check_python(version: "tuple") -> None:
    """Raise unless `version` (as in sys.version_info) can run Feria."""
    here = tuple(version[:2])
    if here < NEEDED:
        raise SetUpFailed(
            f"Feria needs Python {dotted(NEEDED)} or newer and this is Python {dotted(here)}: "
            f"install a newer one and name it, as in `make demo PYTHON=python{dotted(NEEDED)}`."
        )


def dotted(version: "tuple") -> str:
    return ".".join(str(part) for part in version)


def is_installed(kind: str) -> bool:
    """Whether the environment already holds what the locks ask for."""
    able = KINDS[KINDS.index(kind) :]
    return any(stamp(one).is_file() and stamp(one).read_text() == fingerprint(one) for one in able)


def stamp(kind: str) -> Path:
    return VENV / f"installed-{kind}"


def fingerprint(kind: str) -> str:
    """Changes whenever anything does that an installation depends on."""
    import tomllib  # only where Python is new enough to have it

    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    told = (sys.version_info[:2], str(ROOT), project, lock_of(kind).read_text(encoding="utf-8"))
    return hashlib.sha256(repr(told).encode()).hexdigest()


def lock_of(kind: str) -> Path:
    return ROOT / "requirements" / f"{kind}.txt"


def install(kind: str) -> None:
    print("Installing into .venv, once; this takes about a minute.", flush=True)
    began = time.monotonic()
    make_environment()
    add_requirements(lock_of(kind))
    # Feria itself from this folder, built by the locked hatchling: nothing is fetched for it.
    itself = pip("--no-deps", "--no-build-isolation", "--no-index", "-e", ROOT)
    if not runs(itself):
        raise SetUpFailed("Feria itself could not be installed; the reason stands above.")
    stamp(kind).write_text(fingerprint(kind))
    print(f"Installed in {time.monotonic() - began:.0f} seconds.", flush=True)


def make_environment() -> None:
    # Made anew: an environment of another Python, or a moved one, cannot be mended.
    whole = [sys.executable, "-m", "venv", "--clear", str(VENV)]
    made = subprocess.run(whole, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, check=False)
    # Debian keeps the pip for new environments in a package of its own; the machine's pip serves as well.
    if made.returncode and not (runs([*whole, "--without-pip"]) and has_pip()):
        said = made.stdout.decode(errors="replace").strip()
        raise SetUpFailed(
            f"This Python makes no virtual environments; on Debian, `apt-get install python3-venv`.\n{said}"
        )


def has_pip() -> bool:
    """Whether the machine's own pip can fill another Python's environment: since pip 22.3 it can."""
    asked = [sys.executable, "-m", "pip", "--python", str(BIN / "python"), "--version"]
    return (
        subprocess.run(asked, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, check=False).returncode
        == 0
    )


def add_requirements(lock: Path) -> None:
    """Install what `lock` names: by uv, ten times faster, or else by pip.

    pip comes second because it also reads pip's own configuration, where a company's mirror is named.
    """
    fetched = runs(pip("--require-hashes", "-r", lock_of("uv")))
    # The machine's own certificates: where a company looks into the traffic, only they will do.
    target = ["--python", BIN / "python", "--require-hashes", "-r", lock]
    if fetched and runs([BIN / "uv", "--quiet", "--system-certs", "pip", "install", *target]):
        return
    print("That did not work; trying the slower way, with pip.", flush=True)
    if not runs(pip("--require-hashes", "-r", lock)):
        raise SetUpFailed("The packages could not be installed: is there a network, and room on the disk?")


def pip(*arguments: object) -> "list[object]":
    own = (BIN / "pip").exists()
    program = (
        [BIN / "python", "-m", "pip"] if own else [sys.executable, "-m", "pip", "--python", BIN / "python"]
    )
    return [*program, "install", "--quiet", *arguments]


def runs(command: "list") -> bool:
    """Run `command`; whether it went well."""
    quiet = {"PIP_DISABLE_PIP_VERSION_CHECK": "1", "PIP_ROOT_USER_ACTION": "ignore"}
    parts = [str(part) for part in command]
    return subprocess.run(parts, env={**os.environ, **quiet}, check=False).returncode == 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
