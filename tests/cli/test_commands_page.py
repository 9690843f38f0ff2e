"""The reference of commands lists what there is."""

from __future__ import annotations

import re

from feria.cli.main import COMMANDS
from tests.cli.conftest import ROOT
from tools.reference import commands, page

PAGE = (ROOT / "docs" / "reference" / "commands.md").read_text("utf-8")


def test_the_page_is_that_of_the_commands() -> None:
    assert page(PAGE, commands()) == PAGE, "run: python -m tools.reference"


def test_each_command_has_its_place_in_the_order_of_help() -> None:
    assert re.findall(r"^## feria (\S+)$", PAGE, re.MULTILINE) == [each.name for each in COMMANDS]
