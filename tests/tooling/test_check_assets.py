"""Everything of others that we carry comes with its licence, and NOTICE says so."""

from pathlib import Path

import pytest

from tools.check_assets import faults


@pytest.fixture
def vendor(tmp_path: Path) -> Path:
    folder = tmp_path / "htmx"
    folder.mkdir()
    (folder / "htmx.min.js").touch()
    (folder / "LICENSE").touch()
    return tmp_path


def test_an_asset_with_a_licence_and_a_notice_passes(vendor: Path) -> None:
    assert faults(vendor, "htmx (static/vendor/htmx), Zero-Clause BSD") == []


def test_an_asset_without_a_licence_is_named(vendor: Path) -> None:
    (vendor / "htmx" / "LICENSE").unlink()
    (fault,) = faults(vendor, "static/vendor/htmx")
    assert "no licence file" in fault


@pytest.mark.parametrize("notice", ["", "static/vendor/htmx2"])
def test_an_asset_that_notice_forgets_is_named(vendor: Path, notice: str) -> None:
    (fault,) = faults(vendor, notice)
    assert "NOTICE" in fault


def test_a_loose_file_is_sent_to_a_folder(vendor: Path) -> None:
    (vendor / "chart.js").touch()
    (fault,) = faults(vendor, "static/vendor/htmx static/vendor/chart.js")
    assert "folder of its own" in fault


@pytest.mark.parametrize("name", ["OFL.txt", "COPYING", "icons-LICENSE.txt", "LICENCE.md"])
def test_a_licence_goes_by_many_names(vendor: Path, name: str) -> None:
    (vendor / "htmx" / "LICENSE").rename(vendor / "htmx" / name)
    assert faults(vendor, "static/vendor/htmx") == []
