"""``feria drive`` at a terminal: one clear sentence when nobody can set out."""

from __future__ import annotations

from pathlib import Path

import pytest

from feria.cli.main import main
from feria.demo.home import Account, Demo, keep
from feria.review.past import building
from tests.review.sources import Receipt, write_source
from tools.ports import free_port


@pytest.fixture
def home(tmp_path: Path) -> Path:
    """A demo mall's folder, as a load leaves it."""
    place = tmp_path / "home"
    building.build(write_source(tmp_path / "source", [Receipt()]), place / "warehouse")
    people = (Account("shopper", "shopper@feria.example", ""),)
    keep(
        place,
        Demo(festival="little", products=1, members=1, all_products=False, password="x", accounts=people, drive_token="feria_x"),
    )  # fmt: skip
    return place


def test_without_a_demo_mall_it_says_how_to_start_one(tmp_path, capsys, monkeypatch):
    monkeypatch.delenv("FERIA_DRIVE_TOKEN", raising=False)
    assert main(["drive", "--home", str(tmp_path)]) == 2
    assert "feria demo" in capsys.readouterr().err


def test_a_day_on_which_nothing_was_bought_names_the_days_there_are(home, capsys):
    assert main(["drive", "--home", str(home), "--day", "2017-12-25"]) == 2
    assert "choose a day from 2017-11-22 to 2017-11-22" in capsys.readouterr().err


def test_a_mall_that_is_not_open_is_one_sentence(home, capsys):
    url = f"http://127.0.0.1:{free_port()}"
    assert main(["drive", "--home", str(home), "--url", url]) == 2
    complaint = capsys.readouterr().err
    assert complaint.startswith(f"feria drive: no drive to {url}: nothing answers there.")
    assert complaint.count("\n") == 1


def test_another_machine_is_only_driven_on_purpose(home, capsys):
    assert main(["drive", "--home", str(home), "--url", "https://mall.example"]) == 2
    assert "--elsewhere" in capsys.readouterr().err
