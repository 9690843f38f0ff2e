"""Compile what must be quick, and run something with it: `python -m tools.with_compiled [COMMAND...]`.

`build/compiled` becomes a copy of the package in which the modules that a price goes through, and those that a claim goes
through, are machine code (mypyc). Whatever finds that folder before `src` runs it: the command here does, by PYTHONPATH.
`src` itself stays as it is, so there is nothing to undo, and nothing that is edited there can be hidden by something stale.
"""

import hashlib
import os
import shutil
import subprocess
import sys
import sysconfig
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
SOURCE = ROOT / "src" / "feria"
WORK = ROOT / "build" / "mypyc"
COMPILED = ROOT / "build" / "compiled"


@dataclass(frozen=True)
class Part:
    """What is compiled together, in a folder of its own. Paths are below the package."""

    name: str
    says: str
    rooms: tuple[str, ...]  # whose sources it is made of: when one of them changes, it is made anew
    modules: tuple[str, ...]

    @property
    def work(self) -> Path:
        return WORK / self.name


PRICING = (
    "apportion", "bids", "bill", "bundles", "choices", "closing", "contest", "course", "goods", "hands", "instants", "item_offers",
    "kinds", "lanes", "limits", "moment", "money", "notes", "nudges", "offer", "owed", "plan", "price", "receipt", "search", "walk",
)  # fmt: skip
LANE = (
    "buckets",
    "claiming",
    "door",
    "gate",
    "hall",
    "keys",
    "refusals",
    "replies",
    "routes",
    "standing",
    "tokens",
    "wire",
)
TELLER = ("desk", "judging")

# The rest are msgspec's values, which it builds itself, what they are made of, and what is off the way.
PARTS = (
    Part("engine", "pricing engine", ("pricing",), tuple(f"pricing/{name}" for name in PRICING)),
    Part(
        "lane",
        "rush lane and its teller",
        ("mall/kit", "mall/rush", "mall/stock"),
        (*(f"mall/rush/lane/{name}" for name in LANE), *(f"mall/stock/teller/{name}" for name in TELLER)),
    ),
)
OPTIONS = (
    "--config-file=", "--follow-imports=silent", "--ignore-missing-imports", "--namespace-packages", "--explicit-package-bases",
)  # fmt: skip
"""For mypy: the types were checked before, with the project's own settings."""


class CannotCompile(Exception):
    """What is missing, in a sentence for the person who asked."""


def main(command: list[str]) -> int:
    try:
        check_tools()
        for part in PARTS:
            if not is_built(part):
                build(part)
        assemble()
    except CannotCompile as error:
        print(error, file=sys.stderr)
        return 1
    if not command:
        print(f"Compiled. To use it: PYTHONPATH={COMPILED.relative_to(ROOT)} feria ...")
        return 0
    environment = {**os.environ, "PYTHONPATH": f"{COMPILED}{os.pathsep}{ROOT}", "FERIA_COMPILED": "1"}
    return subprocess.run(command, env=environment, check=False).returncode


def check_tools() -> None:
    """Raise unless there is a compiler, and Python's headers for it."""
    compiler = (os.environ.get("CC") or sysconfig.get_config_var("CC") or "cc").split()[0]
    if shutil.which(compiler) is None:
        raise CannotCompile(
            f"There is no C compiler ({compiler}) here: install one, or run Feria as it is, which needs none."
        )
    if not Path(sysconfig.get_path("include"), "Python.h").is_file():
        raise CannotCompile(
            "Python's header files are not here: install them (Debian: python3-dev), or run Feria as it is."
        )


def fingerprint(part: Part) -> str:
    """Of all that the machine code depends on."""
    hashed = hashlib.sha256(f"{sys.version}{part}{OPTIONS}".encode())
    for room in part.rooms:
        for path in sorted((SOURCE / room).rglob("*.py")):
            hashed.update(path.read_bytes())
    return hashed.hexdigest()


def is_built(part: Part) -> bool:
    """Whether the machine code of these sources is there already."""
    stamp = part.work / "fingerprint"
    return stamp.is_file() and stamp.read_text() == fingerprint(part)


def build(part: Part) -> None:
    """Compile the modules in a folder of their own. mypyc prints what it does; it is shown when it fails."""
    shutil.rmtree(part.work, ignore_errors=True)
    shutil.copytree(
        SOURCE, part.work / "feria", ignore=shutil.ignore_patterns("__pycache__", "static", "locale")
    )
    print(f"Compiling {len(part.modules)} modules of the {part.says}: a minute or two.", flush=True)
    paths = [str(Path("feria", f"{name}.py")) for name in part.modules]
    done = subprocess.run(
        [sys.executable, "-m", "mypyc", *OPTIONS, *paths],
        cwd=part.work, env={**os.environ, "MYPYC_OPT_LEVEL": "3", "MYPYC_DEBUG_LEVEL": "0"},
        capture_output=True, text=True, check=False,
    )  # fmt: skip
    if done.returncode:
        raise CannotCompile(f"The {part.says} could not be compiled:\n{done.stdout}{done.stderr}")
    (part.work / "fingerprint").write_text(fingerprint(part))


def assemble() -> None:
    """Put the package and its machine code together."""
    shutil.rmtree(COMPILED, ignore_errors=True)
    shutil.copytree(SOURCE, COMPILED / "feria", ignore=shutil.ignore_patterns("__pycache__"))
    ending = sysconfig.get_config_var("EXT_SUFFIX")
    for part in PARTS:
        for library in part.work.glob(f"*{ending}"):
            shutil.copy(library, COMPILED)
        for name in part.modules:
            module = Path("feria", f"{name}{ending}")
            shutil.copy(part.work / module, COMPILED / module)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
