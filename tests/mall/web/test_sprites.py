"""The sprites that browsers fetch are the drawings that people edit."""

from xml.etree import ElementTree as ET

import pytest

from feria.mall.web.sprites import SHEETS, build, sprite_path, symbol

SVG = "{http://www.w3.org/2000/svg}"


@pytest.mark.parametrize("sheet", SHEETS)
def test_a_sprite_is_up_to_date_with_its_drawings(sheet: str) -> None:
    assert sprite_path(sheet).read_text(encoding="utf-8") == build(sheet)


@pytest.mark.parametrize("sheet", SHEETS)
def test_a_sprite_holds_no_script_and_no_outside_address(sheet: str) -> None:
    tree = ET.fromstring(sprite_path(sheet).read_text(encoding="utf-8"))  # noqa: S314 - our own drawings
    names = {element.tag.removeprefix(SVG) for element in tree.iter()}
    attributes = {name for element in tree.iter() for name in element.attrib}
    assert not names & {"script", "image", "foreignObject", "style"}
    assert not {name for name in attributes if name.startswith("on") or name.endswith("href")}


def test_a_lifted_part_casts_its_shadow_under_itself() -> None:
    drawing = f'<svg xmlns="{SVG[1:-1]}" viewBox="0 0 9 9"><path data-lift="2" fill="red" d="M0 0"/></svg>'
    made = symbol("leaf", drawing)
    assert made.index("translate(0.8 2)") < made.index('fill="red"')
    assert "data-lift" not in made
