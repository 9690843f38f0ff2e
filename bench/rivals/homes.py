"""Where a rival lives: an environment of its own with pinned versions, in a folder that git ignores.

Nothing of it touches Feria's environment, and nothing of it is kept in the repository.
"""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).parents[2]
RIVALS = ROOT / ".feria" / "rivals"
PATIENCE = 900
"""Seconds that an installation may take."""


def shown(path: Path) -> str:
    """As a person would name it who stands in the repository."""
    return str(path.relative_to(ROOT) if path.is_relative_to(ROOT) else path)


class Unavailable(Exception):
    """Why a rival cannot be had here, in a sentence."""


@dataclass(frozen=True)
class Home:
    """One rival's environment; ``pins`` are exact versions by package."""

    name: str
    pins: tuple[tuple[str, str], ...]

    @property
    def folder(self) -> Path:
        return RIVALS / self.name

    @property
    def log(self) -> Path:
        return RIVALS / f"{self.name}.log"

    def prepare(self) -> None:
        """Install what is pinned, unless it stands there. Unavailable says why not."""
        stamp = self.folder / "pins.txt"
        pinned = repr(self)
        if stamp.is_file() and stamp.read_text(encoding="utf-8") == pinned:
            return
        print(f"Installing {self.name} into {shown(self.folder)}, once.", flush=True)
        if self.folder.exists():
            shutil.rmtree(self.folder)
        self.folder.mkdir(parents=True)
        self.log.unlink(missing_ok=True)
        self.install()
        stamp.write_text(pinned, encoding="utf-8")

    def install(self) -> None:
        raise NotImplementedError

    def command(self, engine: str) -> list[str]:
        """What starts that engine here."""
        raise NotImplementedError

    def surroundings(self) -> dict[str, str]:
        """Variables that the engine needs beyond those of this process."""
        return {}

    def run(self, *command: str | Path, cwd: Path | None = None) -> None:
        with self.log.open("a", encoding="utf-8") as log:
            try:
                subprocess.run(
                    command,
                    cwd=cwd,
                    stdin=subprocess.DEVNULL,
                    stdout=log,
                    stderr=log,
                    check=True,
                    timeout=PATIENCE,
                )
            except (OSError, subprocess.SubprocessError) as fault:
                why = "took too long" if isinstance(fault, subprocess.TimeoutExpired) else "failed"
                raise Unavailable(f"installing it {why}; {shown(self.log)} has the reason.") from fault


class Here(Home):
    """Our own environment, which stands already."""

    def prepare(self) -> None:
        RIVALS.mkdir(parents=True, exist_ok=True)

    def command(self, engine: str) -> list[str]:
        return [sys.executable, "-m", f"bench.rivals.engines.{engine}"]

    def surroundings(self) -> dict[str, str]:
        return {"PYTHONPATH": f"{ROOT / 'src'}:{ROOT}"}


class Compiled(Here):
    """Ours again, with the engine as machine code; what that needs is `tools.with_compiled`'s to say."""

    def prepare(self) -> None:
        super().prepare()
        self.run(sys.executable, "-m", "tools.with_compiled", cwd=ROOT)

    def surroundings(self) -> dict[str, str]:
        return {"PYTHONPATH": f"{ROOT / 'build' / 'compiled'}:{ROOT}"}


class PythonHome(Home):
    """A virtual environment."""

    def install(self) -> None:
        self.run(sys.executable, "-m", "venv", self.folder)
        packages = [f"{package}=={version}" for package, version in self.pins]
        self.run(
            self.folder / "bin" / "python", "-m", "pip", "install", "--disable-pip-version-check", *packages
        )

    def command(self, engine: str) -> list[str]:
        return [str(self.folder / "bin" / "python"), "-m", f"bench.rivals.engines.{engine}"]

    def surroundings(self) -> dict[str, str]:
        return {"PYTHONPATH": str(ROOT)}


@dataclass(frozen=True)
class NodeHome(Home):
    """A folder of packages for Node. ``overrides`` mend what a package asks of others."""

    overrides: tuple[tuple[str, str], ...] = ()

    def prepare(self) -> None:
        for tool in ("node", "npm"):
            if not shutil.which(tool):
                raise Unavailable(f"it needs {tool}, which is not installed.")
        super().prepare()

    def install(self) -> None:
        package = {"private": True, "dependencies": dict(self.pins), "overrides": dict(self.overrides)}
        (self.folder / "package.json").write_text(json.dumps(package, indent=2), encoding="utf-8")
        # Without scripts: no database driver has to be compiled for what is measured here.
        quietly = ("--ignore-scripts", "--legacy-peer-deps", "--no-audit", "--no-fund")
        self.run("npm", "install", *quietly, cwd=self.folder)

    def command(self, engine: str) -> list[str]:
        return ["node", str(Path(__file__).parent / "engines" / f"{engine}.js")]

    def surroundings(self) -> dict[str, str]:
        return {"NODE_PATH": str(self.folder / "node_modules")}
