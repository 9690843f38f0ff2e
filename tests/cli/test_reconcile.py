"""``feria reconcile`` from the command line: it compares, asks gateways when told to, and repairs when told to (P17)."""

from __future__ import annotations

from pathlib import Path

import pytest

from feria.cli import reconcile as command
from feria.mall.orders.api import dummy, start_payment
from feria.mall.stock.api import StockItem
from tests.mall.factories import make_address, make_member
from tests.mall.orders.conftest import PutOnSale, Shopper, on_sale  # noqa: F401 - a fixture

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def here(monkeypatch: pytest.MonkeyPatch) -> None:
    """The tests' own mall, which is set up already."""
    monkeypatch.setattr(command, "use_mall", lambda _home: None)


@pytest.fixture
def reference(on_sale: PutOnSale) -> str:  # noqa: F811
    """Of a payment that was begun."""
    on_sale("cola", units=5)
    member = make_member()
    make_address(member)
    return start_payment(Shopper(member).order(cola=1), "/back/").reference


def test_a_counter_is_found_and_repaired_when_told_to(
    reference: str, capsys: pytest.CaptureFixture[str]
) -> None:
    StockItem.objects.update(held=0)

    assert command.reconcile(home=Path()) == 1
    assert "stock-counter: cola held: expected 1, found 0" in capsys.readouterr().out

    assert command.reconcile(home=Path(), repair=True) == 0
    told = capsys.readouterr().out
    assert "Counted anew: 1." in told
    assert "everything agrees" in told
    assert StockItem.objects.get().held == 1


def test_gateways_are_asked_when_told_to(reference: str, capsys: pytest.CaptureFixture[str]) -> None:
    dummy.decide(reference, "captured", tell=False)

    assert command.reconcile(home=Path()) == 0
    assert command.reconcile(home=Path(), gateways=True) == 1
    assert f"gateway: {reference}: expected started, found captured" in capsys.readouterr().out
