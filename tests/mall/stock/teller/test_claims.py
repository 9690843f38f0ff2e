"""A claim that makes no sense cannot be made, whoever sends it (P13)."""

from __future__ import annotations

import msgspec
import pytest

from feria.mall.stock.api import Claim, Line
from tests.mall.stock.teller.conftest import ask


@pytest.mark.parametrize("name", ["", "a b", "x" * 41, "semi;colon", "naïve", "nul\0", "line\n"])
@pytest.mark.parametrize("which", ["key", "member", "session"])
def test_names_are_plain(which: str, name: str) -> None:
    names = {"key": "k", "member": "m", "session": "s", which: name}
    with pytest.raises(ValueError, match="named by 1 to 40"):
        Claim(lines=(Line("tea", 1),), **names)


@pytest.mark.parametrize("units", [0, -1, 1_000_001, 2**70])
def test_units_are_within_reason(units: int) -> None:
    with pytest.raises(ValueError, match="1 to 1000000 units"):
        ask("k", tea=units)


@pytest.mark.parametrize("sku", ["", "nul\0", "x" * 41, "\ud800"])
def test_a_sku_can_be_printed(sku: str) -> None:
    with pytest.raises(ValueError, match="printable"):
        ask("k", **{sku: 1})


def test_a_claim_is_of_something_and_not_of_everything() -> None:
    with pytest.raises(ValueError, match="1 to 20 lines, not 0"):
        Claim(key="k", member="m", session="s", lines=())
    with pytest.raises(ValueError, match="1 to 20 lines, not 21"):
        ask("k", **{f"sku-{n}": 1 for n in range(21)})


def test_a_product_is_named_once() -> None:
    with pytest.raises(ValueError, match="once"):
        Claim(key="k", member="m", session="s", lines=(Line("tea", 1), Line("tea", 2)))


def test_what_comes_over_the_wire_is_looked_at_the_same_way() -> None:
    sent = b'{"key": "k", "member": "m", "session": "s", "lines": [["tea", -5]]}'
    with pytest.raises(msgspec.ValidationError, match="units"):
        msgspec.json.decode(sent, type=Claim)


def test_two_claims_of_the_same_goods_in_another_order_have_one_body() -> None:
    assert ask("k", "ana", tea=1, cups=2).body == ask("k2", "ana", cups=2, tea=1).body
    assert ask("k", "ana", tea=1).body != ask("k", "ben", tea=1).body
    assert ask("k", "ana", tea=1).body != ask("k", "ana", tea=2).body
