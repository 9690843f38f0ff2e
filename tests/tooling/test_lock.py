"""The locks name hashes and no addresses."""

import re
from pathlib import Path

import pytest

from tools.lock import ADDRESS, LOCKS

REQUIREMENTS = Path(__file__).parents[2] / "requirements"
PINNED = re.compile(r"^([a-z0-9-]+)(?:\[[^]]*])?==(\S+)", re.MULTILINE)


def text(name: str) -> str:
    return (REQUIREMENTS / f"{name}.txt").read_text(encoding="utf-8")


@pytest.mark.parametrize("name", LOCKS)
def test_every_package_has_a_hash_and_none_an_address(name: str) -> None:
    blocks = re.split(r"\n(?=\S)", text(name))
    packages = [block for block in blocks if PINNED.match(block)]
    assert packages
    assert all("--hash=sha256:" in block for block in packages)
    assert not ADDRESS.search(text(name))


def test_what_is_shown_is_what_was_tested() -> None:
    tested = set(PINNED.findall(text("dev")))
    assert set(PINNED.findall(text("demo"))) <= tested
