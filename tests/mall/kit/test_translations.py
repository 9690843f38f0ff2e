"""Translations are compiled where and when they are needed."""

import gettext
import os
from pathlib import Path

import pytest

from feria.mall.kit.translations import compile_stale

PO = """
msgid ""
msgstr ""
"Content-Type: text/plain; charset=UTF-8\\n"
"Plural-Forms: nplurals=2; plural=(n != 1);\\n"

msgid "Cart"
msgstr "Carrito"
"""


@pytest.fixture
def spanish(tmp_path: Path) -> Path:
    """A .po file of a mall that was just cloned."""
    po = tmp_path / "es" / "LC_MESSAGES" / "django.po"
    po.parent.mkdir(parents=True)
    po.write_text(PO, encoding="utf-8")
    return po


def test_a_fresh_clone_speaks_after_compiling(spanish: Path, tmp_path: Path) -> None:
    compile_stale(tmp_path)
    assert gettext.translation("django", tmp_path, ["es"]).gettext("Cart") == "Carrito"
    assert [file.suffix for file in sorted(spanish.parent.iterdir())] == [".mo", ".po"]


def test_what_is_compiled_is_not_compiled_again(spanish: Path, tmp_path: Path) -> None:
    assert compile_stale(tmp_path) == [spanish.with_suffix(".mo")]
    assert compile_stale(tmp_path) == []


def test_a_changed_translation_is(spanish: Path, tmp_path: Path) -> None:
    (mo,) = compile_stale(tmp_path)
    os.utime(spanish, (mo.stat().st_mtime + 5,) * 2)
    assert compile_stale(tmp_path) == [mo]
