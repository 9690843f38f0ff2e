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


@pytest.mark.parametrize("part", with_compiled.PARTS, ids=lambda part: part.name)
def test_it_compiles_again_when_a_source_changed(
    part: with_compiled.Part, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setattr(with_compiled, "WORK", tmp_path)
    assert not with_compiled.is_built(part)

    part.work.mkdir()
    (part.work / "fingerprint").write_text(with_compiled.fingerprint(part))
    assert with_compiled.is_built(part)

    (part.work / "fingerprint").write_text("of older sources")
    assert not with_compiled.is_built(part)
