"""The lane and its teller as machine code: the rest of the tests say that they do alike; this that it is what runs."""

from __future__ import annotations

import importlib

import pytest

from tests.pricing.compiled import IS_COMPILED
from tools.with_compiled import PARTS

(MODULES,) = [part.modules for part in PARTS if part.name == "lane"]


@pytest.mark.skipif(not IS_COMPILED, reason="runs with what is compiled")
@pytest.mark.parametrize("name", MODULES)
def test_every_module_on_the_way_of_a_claim_is_compiled(name: str) -> None:
    assert not str(importlib.import_module(f"feria/{name}".replace("/", ".")).__file__).endswith(".py")
