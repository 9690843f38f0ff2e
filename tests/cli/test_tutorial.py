"""The tutorial does what it says: its files are made, its commands run, and what they print is what it shows."""

from __future__ import annotations

import json
import os
import re
import shlex
from pathlib import Path
from typing import NamedTuple

import pytest

from tests.cli.conftest import ROOT, Feria

PAGE = ROOT / "docs" / "tutorials" / "first-festival.md"
FENCE = re.compile(r'```(?P<kind>\w+)(?: title="(?P<title>[^"]+)")?\n(?P<body>.*?)```', re.DOTALL)


class Step(NamedTuple):
    """A file to write (``title``), or a command with what it prints."""

    kind: str
    title: str
    body: str


STEPS = [
    Step(each["kind"], each["title"] or "", each["body"]) for each in FENCE.finditer(PAGE.read_text("utf-8"))
]


def test_the_tutorial_shows_what_really_happens(
    feria: Feria, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    page = PAGE.read_text("utf-8")
    renewed, read = "", 0
    for fence in FENCE.finditer(page):
        renewed, read = renewed + page[read : fence.start("body")], fence.end("body")
        if fence["title"]:
            Path(fence["title"]).write_text(fence["body"], "utf-8")
        renewed += _run(fence["body"], feria) if fence["kind"] == "console" else fence["body"]
    renewed += page[read:]
    if os.environ.get("FERIA_GOLDEN") == "write":
        PAGE.write_text(renewed, "utf-8")

    assert renewed == PAGE.read_text("utf-8")


def _run(shown: str, feria: Feria) -> str:
    """The command of a block, and what it really prints."""
    command = shown.partition("\n")[0]
    outcome = feria(*shlex.split(command)[2:])
    return f"{command}\n" + "".join(line.rstrip() + "\n" for line in outcome.out.splitlines())


def test_the_tutorials_last_festival_is_the_example() -> None:
    example = (ROOT / "examples" / "festivals" / "corner-shop.yaml").read_text("utf-8")
    last = [step.body for step in STEPS if step.title == "fair.yaml"][-1]

    assert last == example[example.index("feria: 1") :]


def test_the_tutorials_cart_is_the_example() -> None:
    example = json.loads((ROOT / "examples" / "carts" / "corner-shop.json").read_text("utf-8"))
    shown = json.loads(next(step.body for step in STEPS if step.title == "cart.json"))

    assert shown["lines"] == example["lines"]
    assert shown["coupons"] == example["coupons"]
