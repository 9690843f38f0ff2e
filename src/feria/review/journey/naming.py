"""Readable names, slugs and package sizes from the source's capitals and abbreviations."""

from __future__ import annotations

import re
from functools import cache

from feria.review.journey.aisles import AISLES
from feria.review.journey.kinds import IN_A_CAN, KINDS, NOUNS, PLAIN
from feria.review.journey.words import SMALL_WORDS, WORDS

_CUT = re.compile(r"\([^)]*\)?")  # a bracket, closed or cut off at the field's thirty characters
_WORD = re.compile(r"[A-Z0-9'.%-]*[A-Z0-9'%]|[&]|[^A-Z0-9\s]")
_SIZE = re.compile(
    r"(?P<number>\d+\s\d/\d|\d/\d|\d*\.?\d+)\s*(?P<unit>FL OZ|SQ FT|OZ|LBS?|CT|GA|GAL|LT?|PK|PT|QT|IN|DZ|DOZ|ML|FT|PC|PCS|G|LOADS?|LDS?|STEMS?|ROLLS?)S?\.?"
)
_PACK = re.compile(
    r"(?P<count>\d+)\s*(?:PK|CT|P)?\s*[/-]\s*(?P<number>\d*\.?\d+)\s*(?P<unit>OZ|L|ML|LB|PT|GAL)\.?"
)
_BEHIND = re.compile(r"(?P<number>\d*\.?\d+)\s*OZ\s*[/ ]\s*(?P<count>\d+)\s*(?P<what>PK|CT)")
_UNITS = {
    "GA": "gal",
    "LBS": "lb",
    "LT": "L",
    "L": "L",
    "ML": "mL",
    "DZ": "dozen",
    "DOZ": "dozen",
    "LOAD": "loads",
    "LD": "loads",
    "LDS": "loads",
    "PC": "pieces",
    "PCS": "pieces",
    "STEM": "stems",
    "ROLL": "rolls",
}


_HYPHENATED = frozenset({"PRE", "NON", "MULTI", "SINGLE"})


@cache
def slug(text: str) -> str:
    """``text`` as a slug of lower-case letters, digits and single hyphens."""
    return re.sub(r"[^a-z0-9]+", "-", text.lower().replace("&", " and ").replace("'", "")).strip("-")


def readable(raw: str) -> str:
    """The source's capitals as a title: abbreviations read out, brackets dropped ("FRZN FRENCH FRIES", "Frozen French Fries")."""
    text = _CUT.sub(" ", raw).replace("/", " & ").replace(":", ", ").replace("- ", ", ").replace(" -", ", ")
    words: list[str] = []
    for part in text.replace("&", " & ").replace(",", " , ").split():
        for word in [part] if part in WORDS or part.split("-")[0] in _HYPHENATED else part.split("-"):
            read = WORDS.get(word, word.lower())
            if read and not (read in "&," and (not words or words[-1] in "&,")):
                words.append(read)
    while words and words[-1] in "&,":
        words.pop()
    name = " ".join(words).replace(" ,", ",")
    return _titled(name.replace(" & ", ", ", name.count(" & ") - 1) if name.count(" & ") > 1 else name)


def _titled(text: str) -> str:
    words = text.split()
    kept = [
        word if index and word in SMALL_WORDS else word[:1].upper() + word[1:]
        for index, word in enumerate(words)
    ]
    return " ".join(kept)


@cache
def category_name(category: str | None) -> str:
    """The name of the source's middle level."""
    return (AISLES.get(category) or readable(category)) if category else "Other"


@cache
def kind_name(category: str | None, kind: str | None) -> str:
    """The name of the source's lowest level, what a shopper would call the goods."""
    if not kind:
        return category_name(category)
    if category in NOUNS and kind in PLAIN:
        plain = (
            NOUNS[category] if kind in ("MISCELLANEOUS", "OTHER") else f"{readable(kind)} {NOUNS[category]}"
        )
        return _titled(_BARE.get((category, kind), plain))
    name = KINDS.get(kind) or readable(kind)
    if (
        category in IN_A_CAN
        and "Canned" not in name
        and kind not in ("APPLE SAUCE", "FRUIT BOWL AND CUPS", "CRANBERRY SAUCE")
    ):
        return f"Canned {name}"
    return name


_BARE = {
    ("BEEF", "PATTIES"): "beef patties", ("BEEF", "RIBS"): "beef ribs", ("PORK", "RIBS"): "pork ribs", ("PORK", "BUTTS"): "pork butts", ("SALAD MIX", "KITS"): "salad kit", ("SALAD MIX", "BLENDS"): "salad blend", ("SALAD MIX", "REGULAR GARDEN"): "garden salad mix",
    ("SALAD MIX", "GARDEN PLUS"): "garden salad mix, extra", ("DINNER SAUSAGE", "FRESH"): "fresh sausage", ("BACON", "FLAVORED/OTHER"): "flavored bacon", ("CONVENIENT BRKFST/WHLSM SNACKS", "TREATS"): "crispy treats", ("PASTA SAUCE", "MAINSTREAM"): "pasta sauce", ("ICE CREAM/MILK/SHERBTS", "TRADITIONAL"): "ice cream",
    ("PORK", "DRY"): "pork", ("CHICKEN", "INTERNAL"): "chicken variety meats",
    ("DINNER SAUSAGE", "COCKTAILS"): "cocktail sausages", ("DINNER SAUSAGE", "RED"): "red sausage",
}  # fmt: skip


@cache
def package_size(raw: str | None) -> str:
    """A package's size as printed on it ("12 x 12 oz", "1 gal"); nothing when the source's field says nothing a reader could use."""
    text = (
        " ".join((raw or "").upper().split()).removesuffix(" CAN").removesuffix(" BTL").removesuffix(" BAG")
    )
    text = re.sub(r" (NR|PET|BOX|TUBE)$|\*$", "", text)
    text = re.sub(r"^[A-Z]{1,2} +(?=[\d.])", "", text)  # a till's letter before the size
    if text in ("PT", "GAL", "QT", "DZ", "DOZ", "LB"):
        text = f"1 {text}"
    if text == "HALF GAL":
        text = "1/2 GAL"
    if match := _PACK.fullmatch(text):
        return f"{match['count']} x {_unit(match['number'], match['unit'])}"
    if match := _BEHIND.fullmatch(text):
        times = "pack" if match["what"] == "PK" else "ct"
        return f"{_unit(match['number'], 'OZ')}, {match['count']} {times}"
    if match := _SIZE.fullmatch(text):
        return _unit(match["number"], match["unit"])
    return ""


def piece_size(raw: str | None, raw_department: str | None, by_weight: bool) -> str:
    """The size of what one buyer takes home: produce is often filed under the size of its crate, and that is dropped."""
    size = "" if by_weight else package_size(raw)
    if raw_department != "PRODUCE" or not size:
        return size
    number, _, unit = size.partition(" ")
    crate = unit == "ct" or (unit == "lb" and "/" not in number and float(number) >= 10)
    return "" if crate else size


def _unit(number: str, unit: str) -> str:
    if re.match(r"\d{5}", number):  # an article number that strayed into the field
        return ""
    number = number if "/" in number else f"{float(number):g}"
    return f"{number} {_UNITS.get(unit, unit.lower())}"
