"""What a catalogue is loaded from: frozen records, and the report of what a load changed."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True, kw_only=True)
class ShopRecord:
    """``names``: what it is called in other languages than that of ``name``."""

    code: str
    name: str
    tagline: str = ""
    names: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class CategoryRecord:
    """``path`` is slugs from the root; ancestors that nobody names are made, called after their slug.

    ``names`` as for a shop.
    """

    path: str
    name: str
    names: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class ProductRecord:
    """``listed_price`` and ``floor_price`` in minor units; ``shop`` is a code, ``category`` a path.

    ``is_on_sale`` is for a product that is new: of one that is there already it is the merchant's to say.
    """

    sku: str
    shop: str
    category: str
    name: str
    listed_price: int
    brand: str = ""
    package_size: str = ""
    tags: tuple[str, ...] = ()
    floor_price: int = 0
    sales_rank: int = 0
    is_on_sale: bool = True


@dataclass(frozen=True, slots=True, kw_only=True)
class Loaded:
    """How many rows of one kind a load made, changed, and found as they should be."""

    made: int = 0
    changed: int = 0
    same: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class CatalogueReport:
    shops: Loaded = field(default_factory=Loaded)
    categories: Loaded = field(default_factory=Loaded)
    products: Loaded = field(default_factory=Loaded)
    prices: int = 0  # listed prices written to the history

    @property
    def changed_nothing(self) -> bool:
        return not any(part.made or part.changed for part in (self.shops, self.categories, self.products))
