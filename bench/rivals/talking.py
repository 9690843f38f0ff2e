"""A process that answers each line of JSON with one of its own."""

from __future__ import annotations

import json
import os
import select
import subprocess
from dataclasses import dataclass
from typing import Any

from bench.rivals.homes import ROOT, Home, Unavailable, shown


@dataclass
class Talk:
    """One process of an engine in its home; an answer may take ``patience`` seconds."""

    home: Home
    process: subprocess.Popen[str]
    patience: float

    @classmethod
    def start(cls, home: Home, engine: str, *arguments: str, patience: float) -> Talk:
        """The home is prepared. Unavailable says why it cannot be."""
        home.prepare()
        with home.log.open("a", encoding="utf-8") as log:
            process = subprocess.Popen(
                [*home.command(engine), *arguments],
                cwd=ROOT,
                env={**os.environ, **home.surroundings()},
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=log,
                text=True,
            )
        return cls(home, process, patience)

    def ask(self, **request: object) -> dict[str, Any]:
        """Unavailable where the engine has fallen silent."""
        self.say(**request)
        return self.hear()

    def say(self, **request: object) -> None:
        assert self.process.stdin
        try:
            self.process.stdin.write(json.dumps(request) + "\n")
            self.process.stdin.flush()
        except BrokenPipeError:
            raise self._silent() from None

    def hear(self) -> dict[str, Any]:
        assert self.process.stdout
        ready, _, _ = select.select([self.process.stdout], [], [], self.patience)
        answer = self.process.stdout.readline() if ready else ""
        if not answer:
            raise self._silent()
        told: dict[str, Any] = json.loads(answer)
        return told

    def stop(self) -> None:
        if self.process.stdin:
            self.process.stdin.close()
        try:
            self.process.wait(timeout=5)
        except subprocess.TimeoutExpired:
            self.process.kill()
            self.process.wait()
        if self.process.stdout:
            self.process.stdout.close()

    def _silent(self) -> Unavailable:
        return Unavailable(f"it gave no answer; {shown(self.home.log)} has the reason.")
