"""Which cut-paper drawing stands for a product that has no photo.

A pure reading of the words of its category: the first rule whose word begins a word of the
product's type wins; else the first for its category path. Rules run from the particular to the
general, so "hot dogs" is asked before "dog food" and "frozen pizza" before "frozen".
"""

import re
from zlib import crc32

from feria.mall.web.motifs import RULES
from feria.mall.web.parts import Art

GENERIC = "parcel"
TINTS = 8


def illustration_for(category_path: str, product_type: str) -> str:
    """The motif's name: `("Grocery > Cheese", "Shredded cheese")` -> `"cheese"`."""
    for words in (product_type, category_path):
        motif = _first_match(words)
        if motif:
            return motif
    return GENERIC


def art_for(category_path: str, product_type: str, seed: object, alt: str = "") -> Art:
    """The motif and a tint that stays the same for the same `seed` (a SKU)."""
    tint = crc32(str(seed).encode()) % TINTS + 1
    return Art(motif=illustration_for(category_path, product_type), tint=tint, alt=alt)


def _first_match(words: str) -> str:
    text = " " + re.sub(r"[^a-z0-9]+", " ", words.casefold()) + " "
    for motif, starts in RULES:
        if any(f" {start}" in text for start in starts):
            return motif
    return ""
