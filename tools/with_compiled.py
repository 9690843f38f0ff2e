"""Compile the pricing engine, and run something with it: `python -m tools.with_compiled [COMMAND...]`.

`build/compiled` becomes a copy of the package in which the modules that a price goes through are machine code (mypyc).
Whatever finds that folder before `src` runs it: the command here does, by PYTHONPATH. `src` itself stays as it is, so
there is nothing to undo, and nothing that is edited there can be hidden by something stale.
"""

import hashlib
import os
import shutil
import subprocess
import sys
import sysconfig
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
SOURCE = ROOT / "src" / "feria"
WORK = ROOT / "build" / "mypyc"
COMPILED = ROOT / "build" / "compiled"
MODULES = (
    "apportion", "bids", "bill", "bundles", "choices", "closing", "contest", "course", "goods", "hands", "instants", "item_offers",
    "kinds", "lanes", "limits", "moment", "money", "notes", "nudges", "offer", "owed", "plan", "price", "receipt", "search", "walk",
)  # fmt: skip
"""What is compiled of feria.pricing. The rest are msgspec's values, which it builds itself, what they are made of, and
what is off the way of a price."""

PRICING = Path("feria", "pricing")
OPTIONS = ("--config-file=", "--follow-imports=silent", "--namespace-packages", "--explicit-package-bases")
"""For mypy: the types were checked before, with the project's own settings."""


class CannotCompile(Exception):
    """What is missing, in a sentence for the person who asked."""


def main(command: list[str]) -> int:
    try:
        check_tools()
        if not is_built():
            build()
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


def fingerprint() -> str:
    """Of all that the machine code depends on."""
    hashed = hashlib.sha256(f"{sys.version}{MODULES}{OPTIONS}".encode())
    for path in sorted((SOURCE / "pricing").rglob("*.py")):
        hashed.update(path.read_bytes())
    return hashed.hexdigest()


def is_built() -> bool:
    """Whether the machine code of these sources is there already."""
    stamp = WORK / "fingerprint"
    return stamp.is_file() and stamp.read_text() == fingerprint()


def build() -> None:
    """Compile the modules in a folder of their own. mypyc prints what it does; it is shown when it fails."""
    shutil.rmtree(WORK, ignore_errors=True)
    shutil.copytree(SOURCE / "pricing", WORK / PRICING, ignore=shutil.ignore_patterns("__pycache__"))
    shutil.copy(SOURCE / "__init__.py", WORK / "feria")
    print(f"Compiling {len(MODULES)} modules of feria.pricing: a minute or two.", flush=True)
    paths = [str(PRICING / f"{name}.py") for name in MODULES]
    done = subprocess.run(
        [sys.executable, "-m", "mypyc", *OPTIONS, *paths],
        cwd=WORK, env={**os.environ, "MYPYC_OPT_LEVEL": "3", "MYPYC_DEBUG_LEVEL": "0"},
        capture_output=True, text=True, check=False,
    )  # fmt: skip
    if done.returncode:
        raise CannotCompile(f"The engine could not be compiled:\n{done.stdout}{done.stderr}")
    (WORK / "fingerprint").write_text(fingerprint())


def assemble() -> None:
    """Put the package and its machine code together."""
    shutil.rmtree(COMPILED, ignore_errors=True)
    shutil.copytree(SOURCE, COMPILED / "feria", ignore=shutil.ignore_patterns("__pycache__"))
    ending = sysconfig.get_config_var("EXT_SUFFIX")
    for library in WORK.glob(f"*{ending}"):
        shutil.copy(library, COMPILED)
    for module in (WORK / PRICING).glob(f"*{ending}"):
        shutil.copy(module, COMPILED / PRICING)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
