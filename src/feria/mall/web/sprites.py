"""Joins the drawings under `art/` into the sprites that pages refer to.

A drawing is a small SVG of its own, so that it can be opened and edited alone. A sprite is
one file of `<symbol>`s, so that a browser fetches and keeps it once. In a drawing, an element
with `data-lift="2"` lies above the paper under it: the sprite gives it the crisp shadow that
cut paper casts, two units down.

Run `python -m feria.mall.web.sprites` after editing a drawing; a test fails when it was forgotten.
"""

import re
from copy import deepcopy
from pathlib import Path
from xml.etree import ElementTree as ET

HERE = Path(__file__).parent
SVG = "http://www.w3.org/2000/svg"
SHADOW_INK = "#2a1204"
SHADOW_OPACITY = "0.17"
SHEETS = ("goods", "icons")
_PAINT = ("fill", "stroke", "opacity", "fill-opacity", "style", "data-lift", "id")


def sprite_path(sheet: str) -> Path:
    """Where the sprite named `sheet` is served from."""
    return HERE / "static" / "feria" / "svg" / f"{sheet}.svg"


def build(sheet: str) -> str:
    """The sprite of every drawing in `art/<sheet>/`, symbols named by their file."""
    drawings = sorted((HERE / "art" / sheet).glob("*.svg"))
    symbols = [symbol(drawing.stem, drawing.read_text(encoding="utf-8")) for drawing in drawings]
    return f'<svg xmlns="{SVG}">\n' + "\n".join(symbols) + "\n</svg>\n"


def symbol(name: str, drawing: str) -> str:
    """One drawing as a `<symbol id=name>`, with the shadows its lifted parts cast."""
    ET.register_namespace("", SVG)
    root = ET.fromstring(drawing)  # noqa: S314 - our own drawings
    _cast_shadows(root)
    inner = "".join(ET.tostring(child, encoding="unicode") for child in root)
    inner = re.sub(r"\s+", " ", inner.replace(f' xmlns="{SVG}"', "")).replace("> <", "><").strip()
    return f'<symbol id="{name}" viewBox="{root.get("viewBox")}">{inner}</symbol>'


def _cast_shadows(parent: ET.Element) -> None:
    for index, child in reversed(list(enumerate(parent))):
        _cast_shadows(child)
        depth = child.attrib.pop("data-lift", None)
        if depth is not None:
            parent.insert(index, _shadow(child, depth))


def _shadow(element: ET.Element, depth: str) -> ET.Element:
    """The element's outline in shadow ink. A group's own shadows inside it are left out."""
    outline = deepcopy(element)
    for holder in list(outline.iter()):
        for child in list(holder):
            if child.get("class") == "shadow":
                holder.remove(child)
    stroked = any(part.get("stroke") not in (None, "none") for part in outline.iter())
    for part in outline.iter():
        line = part.get("stroke") not in (None, "none") and part.get("fill") == "none"
        for name in _PAINT:
            part.attrib.pop(name, None)
        if line:
            part.set("fill", "none")
            part.set("stroke", SHADOW_INK)
    shadow = ET.Element(f"{{{SVG}}}g", {"class": "shadow", "fill": SHADOW_INK, "opacity": SHADOW_OPACITY})
    shift = float(depth)
    shadow.set("transform", f"translate({shift * 0.4:g} {shift:g})")
    if stroked:
        shadow.set("stroke-linejoin", "round")
    shadow.append(outline)
    return shadow


def write_all() -> None:
    """Write every sprite to its served place."""
    for sheet in SHEETS:
        path = sprite_path(sheet)
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(build(sheet), encoding="utf-8")


if __name__ == "__main__":
    write_all()
