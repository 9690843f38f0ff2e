"""Every string a person sees is there in each language."""

import shutil
from pathlib import Path

import pytest
from babel.messages.catalog import Catalog

from tools.check_translations import faults, ungathered, untranslated


def spanish(**strings: str) -> Catalog:
    catalogue = Catalog(locale="es")
    for said, translation in strings.items():
        catalogue.add(said, translation)
    return catalogue


def test_a_full_catalogue_has_no_faults() -> None:
    assert untranslated(spanish(Cart="Carrito")) == []


def test_a_missing_translation_is_named() -> None:
    assert untranslated(spanish(Cart="Carrito", Pay="")) == ["not translated: 'Pay'"]


def test_a_fuzzy_translation_is_no_translation() -> None:
    catalogue = spanish()
    catalogue.add("Pay", "Pagar", flags=["fuzzy"])
    assert untranslated(catalogue) == ["fuzzy, to be looked at: 'Pay'"]


def test_a_plural_needs_all_its_forms() -> None:
    catalogue = spanish()
    catalogue.add(("%(n)s item", "%(n)s items"), ("%(n)s artículo", ""), flags=["python-format"])
    assert untranslated(catalogue) == ["not translated: '%(n)s item'"]


def test_a_translation_that_loses_a_value_is_named() -> None:
    catalogue = spanish()
    catalogue.add("Add %(amount)s", "Añada %(importe)s", flags=["python-format"])
    assert len(untranslated(catalogue)) == 1


def test_a_string_the_code_shows_and_nobody_gathered_is_named() -> None:
    assert ungathered(spanish(Cart="Carrito"), spanish(Cart="", Pay="")) == ["not gathered: 'Pay'"]


@pytest.mark.skipif(not shutil.which("xgettext"), reason="gettext gathers the strings")
def test_a_page_with_a_new_string_is_noticed(tmp_path: Path) -> None:
    page = tmp_path / "templates" / "cart.html"
    page.parent.mkdir()
    page.write_text('{% load i18n %}<h1>{% translate "Your cart" %}</h1>', encoding="utf-8")
    found = faults(tmp_path)
    assert found == [f"{lang}: not gathered: 'Your cart' (templates/cart.html)" for lang in ("zh_Hans", "es")]
