"""A command with the engine compiled; what it needs is said in a sentence."""

from pathlib import Path

import pytest

from tools import with_compiled


def test_without_a_compiler_it_says_what_to_do(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("CC", "no-such-compiler")

    assert with_compiled.main(["true"]) == 1

    said = capsys.readouterr().err
    assert "no C compiler (no-such-compiler)" in said
    assert said.count("\n") == 1


def test_it_compiles_again_when_a_source_changed(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setattr(with_compiled, "WORK", tmp_path)
    assert not with_compiled.is_built()

    (tmp_path / "fingerprint").write_text(with_compiled.fingerprint())
    assert with_compiled.is_built()

    (tmp_path / "fingerprint").write_text("of older sources")
    assert not with_compiled.is_built()
