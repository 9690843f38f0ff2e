"""Which lines of a cart a promotion is about.

Each kind tells whether it ``holds`` a line, and the ``keys`` by which its lines can be found in an
index: a line it holds bears at least one of them. ``None`` stands for any line at all.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Protocol, TypeAlias

from feria.pricing.cart import Line
from feria.pricing.facts import Problem
from feria.pricing.value import Kind

Keys: TypeAlias = frozenset[tuple[str, str]] | None


def keys_of(line: Line) -> Iterator[tuple[str, str]]:
    """Every key under which a scope that holds this line may be filed."""
    yield "sku", line.sku
    yield "shop", line.shop
    yield "brand", line.brand
    for tag in line.tags:
        yield "tag", tag
    path = line.category
    while path:
        yield "category", path
        path = path.rpartition("/")[0]


class Everything(Kind, frozen=True, kw_only=True, tag="everything"):
    """Every line."""

    def holds(self, line: Line) -> bool:
        """Always."""
        return True

    def keys(self) -> Keys:
        """Any line."""
        return None

    def problems(self) -> Iterator[Problem]:
        """None."""
        yield from ()


class Skus(Kind, frozen=True, kw_only=True, tag="skus"):
    """Lines of these articles."""

    skus: tuple[str, ...]

    def holds(self, line: Line) -> bool:
        """Whether the line's article is named."""
        return line.sku in self.skus

    def keys(self) -> Keys:
        """One for each article."""
        return frozenset(("sku", sku) for sku in self.skus)

    def problems(self) -> Iterator[Problem]:
        """An empty list holds nothing."""
        yield from _empty("skus", self.skus)


class Categories(Kind, frozen=True, kw_only=True, tag="categories"):
    """Lines whose category is one of these paths or lies below one."""

    paths: tuple[str, ...]

    def holds(self, line: Line) -> bool:
        """Whether the line's category is at or below a named path."""
        return any(line.category == path or line.category.startswith(f"{path}/") for path in self.paths)

    def keys(self) -> Keys:
        """One for each path."""
        return frozenset(("category", path) for path in self.paths)

    def problems(self) -> Iterator[Problem]:
        """An empty list holds nothing; a path has no slash at its ends."""
        yield from _empty("paths", self.paths)
        for number, path in enumerate(self.paths):
            if path.strip("/") != path or not path:
                yield Problem(f"paths[{number}]", f"{path!r} is not a category path.", "Write it like a/b/c.")


class Brands(Kind, frozen=True, kw_only=True, tag="brands"):
    """Lines of these brands."""

    brands: tuple[str, ...]

    def holds(self, line: Line) -> bool:
        """Whether the line's brand is named."""
        return line.brand in self.brands

    def keys(self) -> Keys:
        """One for each brand."""
        return frozenset(("brand", brand) for brand in self.brands)

    def problems(self) -> Iterator[Problem]:
        """An empty list holds nothing."""
        yield from _empty("brands", self.brands)


class Shops(Kind, frozen=True, kw_only=True, tag="shops"):
    """Lines sold by these shops."""

    shops: tuple[str, ...]

    def holds(self, line: Line) -> bool:
        """Whether the line's shop is named."""
        return line.shop in self.shops

    def keys(self) -> Keys:
        """One for each shop."""
        return frozenset(("shop", shop) for shop in self.shops)

    def problems(self) -> Iterator[Problem]:
        """An empty list holds nothing."""
        yield from _empty("shops", self.shops)


class Tags(Kind, frozen=True, kw_only=True, tag="tags"):
    """Lines that bear at least one of these tags."""

    tags: tuple[str, ...]

    def holds(self, line: Line) -> bool:
        """Whether the line bears a named tag."""
        return any(tag in self.tags for tag in line.tags)

    def keys(self) -> Keys:
        """One for each tag."""
        return frozenset(("tag", tag) for tag in self.tags)

    def problems(self) -> Iterator[Problem]:
        """An empty list holds nothing."""
        yield from _empty("tags", self.tags)


class Both(Kind, frozen=True, kw_only=True, tag="both"):
    """Lines inside every one of these scopes (intersection)."""

    scopes: tuple[Scope, ...]

    def holds(self, line: Line) -> bool:
        """Whether every scope holds the line."""
        return all(scope.holds(line) for scope in self.scopes)

    def keys(self) -> Keys:
        """Those of the scope that has fewest: a line must be in each anyway."""
        known = [keys for scope in self.scopes if (keys := scope.keys()) is not None]
        return min(known, key=len, default=None)

    def problems(self) -> Iterator[Problem]:
        """An empty list says nothing; and those of its scopes."""
        yield from _empty("scopes", self.scopes)
        yield from _inside(self.scopes)


class Either(Kind, frozen=True, kw_only=True, tag="either"):
    """Lines inside at least one of these scopes (union)."""

    scopes: tuple[Scope, ...]

    def holds(self, line: Line) -> bool:
        """Whether some scope holds the line."""
        return any(scope.holds(line) for scope in self.scopes)

    def keys(self) -> Keys:
        """All of all scopes."""
        gathered: frozenset[tuple[str, str]] = frozenset()
        for scope in self.scopes:
            keys = scope.keys()
            if keys is None:
                return None
            gathered |= keys
        return gathered

    def problems(self) -> Iterator[Problem]:
        """An empty list says nothing; and those of its scopes."""
        yield from _empty("scopes", self.scopes)
        yield from _inside(self.scopes)


class Besides(Kind, frozen=True, kw_only=True, tag="besides"):
    """Lines inside ``scope`` but not inside ``without`` (exclusion)."""

    scope: Scope
    without: Scope

    def holds(self, line: Line) -> bool:
        """Whether the line is in the one and not in the other."""
        return self.scope.holds(line) and not self.without.holds(line)

    def keys(self) -> Keys:
        """Those of the scope that lines must be in."""
        return self.scope.keys()

    def problems(self) -> Iterator[Problem]:
        """What leaves itself out holds nothing; and those of both scopes."""
        if self.scope == self.without or self.without == Everything():
            yield Problem(
                "without", "The exclusion leaves nothing in scope.", "Exclude less, or drop the promotion."
            )
        for name, scope in (("scope", self.scope), ("without", self.without)):
            yield from (Problem(f"{name}.{place}", *rest) for place, *rest in scope.problems())


Scope: TypeAlias = Everything | Skus | Categories | Brands | Shops | Tags | Both | Either | Besides


class HasLines(Protocol):
    """What the lines of a cart are read from, when somebody asks for them."""

    @property
    def lines(self) -> Sequence[Line]: ...


class HeldLines:
    """Which lines of a cart a scope holds and promotions may count, found once for each scope."""

    def __init__(self, goods: HasLines) -> None:
        self._goods = goods
        self._known: dict[Scope, list[int]] = {}

    def by(self, scope: Scope) -> list[int]:
        """Their places in the cart."""
        held = self._known.get(scope)
        if held is None:
            held = [
                index
                for index, line in enumerate(self._goods.lines)
                if line.is_discountable and scope.holds(line)
            ]
            self._known[scope] = held
        return held


def named(scope: Scope) -> Iterator[tuple[str, str]]:
    """Every key that a scope names, inside and in what it leaves out: lines alike in these are alike to it."""
    match scope:
        case Skus(skus=skus):
            yield from (("sku", sku) for sku in skus)
        case Categories(paths=paths):
            yield from (("category", path) for path in paths)
        case Brands(brands=brands):
            yield from (("brand", brand) for brand in brands)
        case Shops(shops=shops):
            yield from (("shop", shop) for shop in shops)
        case Tags(tags=tags):
            yield from (("tag", tag) for tag in tags)
        case Both(scopes=scopes) | Either(scopes=scopes):
            for inner in scopes:
                yield from named(inner)
        case Besides(scope=inner, without=without):
            yield from named(inner)
            yield from named(without)


def _empty(name: str, members: tuple[object, ...]) -> Iterator[Problem]:
    if not members:
        yield Problem(name, "The list is empty, so nothing is in scope.", "Name at least one.")


def _inside(scopes: tuple[Scope, ...]) -> Iterator[Problem]:
    for number, scope in enumerate(scopes):
        yield from (Problem(f"scopes[{number}].{place}", *rest) for place, *rest in scope.problems())
