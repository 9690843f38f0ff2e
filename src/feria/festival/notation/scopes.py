"""``scope: {category: grocery/soft-drinks, except: {brand: Private}}`` -> the engine's scope.

Fields of one scope narrow it (all must hold); values of one field, and scopes in a list, widen it (any may hold).
"""

from __future__ import annotations

from collections.abc import Callable

from feria.festival.shapes import (
    BAD,
    Bad,
    Field,
    Later,
    OneOrMany,
    Reading,
    Record,
    Schema,
    Shape,
    nearest,
)
from feria.festival.texts import Path, Slug, Word
from feria.festival.tree import Listing, Node, Scalar
from feria.pricing import Besides, Both, Brands, Categories, Either, Everything, Scope, Shops, Skus, Tags

_MAKERS: dict[str, Callable[[tuple[str, ...]], Scope]] = {
    "shop": lambda values: Shops(shops=values),
    "category": lambda values: Categories(paths=values),
    "brand": lambda values: Brands(brands=values),
    "sku": lambda values: Skus(skus=values),
    "tag": lambda values: Tags(tags=values),
}


class ScopeShape(Shape):
    """``all``, a scope, or a list of scopes."""

    expected, example, label = "@scope", "{category: grocery/soft-drinks}", "[scope](#scope)"

    def read(self, node: Node, path: str, reading: Reading) -> Scope | Bad:
        if isinstance(node, Scalar) and not node.is_empty:
            if node.text == "all":
                return Everything()
            near = nearest(node.text, ["all"])
            reading.report.add(
                "unknown-scope",
                path,
                node.place,
                found=node.text,
                expected=", ".join(["all", *_MAKERS]),
                near=near,
            )
            return BAD
        if isinstance(node, Listing):
            scopes = [
                BAD if item is None else self.read(item, f"{path}[{i}]", reading)
                for i, item in enumerate(node.items)
            ]
            good = tuple(scope for scope in scopes if scope is not BAD)
            if not good or len(good) < len(scopes):
                if not scopes:
                    reading.report.add("too-few", path, node.place, found=0, expected=1)
                return BAD
            return good[0] if len(good) == 1 else Either(scopes=good)
        if isinstance(node, Scalar):
            reading.report.add("empty-field", path, node.place, expected=self.expected, example=self.example)
            return BAD
        return self._narrowed(node, path, reading)

    def _narrowed(self, node: Node, path: str, reading: Reading) -> Scope | Bad:
        values = RECORD.read(node, path, reading)
        if values is BAD or not values.whole:
            return BAD
        parts = [make(values[name]) for name, make in _MAKERS.items() if name in values]
        without, within = values.get("except"), values.get("within")
        if within is not None:
            parts.append(within)
        if not parts and without is None:
            reading.report.add("no-scope", path, node.place, expected=", ".join(_MAKERS))
            return BAD
        scope: Scope = (
            Everything() if not parts else parts[0] if len(parts) == 1 else Both(scopes=tuple(parts))
        )
        if without is None:
            return scope
        if without in (scope, Everything()):
            reading.report.add("scope-empty", values.at("except"))
        return Besides(scope=scope, without=without)

    def schema(self, defs: dict[str, Schema]) -> Schema:
        one = {"anyOf": [{"const": "all"}, RECORD.schema(defs)]}
        return {"anyOf": [*one["anyOf"], {"type": "array", "minItems": 1, "items": one}]}


RECORD = Record(
    "scope",
    [
        Field("shop", OneOrMany(Slug()), "Goods sold by one of these shops.", example="grocery"),
        Field("category", OneOrMany(Path()), "Goods in one of these categories, or anywhere below.", example="grocery/cheese"),
        Field("brand", OneOrMany(Word()), "Goods of one of these brands, as the catalogue spells them.", example="Private"),
        Field("sku", OneOrMany(Word()), "These products.", example="[1082185, 1029743]"),
        Field("tag", OneOrMany(Word()), "Goods that bear one of these tags.", example="organic"),
        Field(
            "within",
            Later(ScopeShape, "@scope", "[scope](#scope)", "{tag: new}"),
            "Goods that are in this scope as well: for goods with two tags, or one of several scopes.",
            example="{tag: new}",
        ),
        Field(
            "except",
            Later(ScopeShape, "@scope", "[scope](#scope)", "{category: grocery/beers-ales}"),
            "Goods that do not count after all.",
            example="{category: grocery/beers-ales}",
        ),
    ],
    doc="Which goods count: `all`, or fields that must all hold; a list of scopes means any of them.",
    unknown="unknown-scope",
    example="{category: grocery/soft-drinks}",
)  # fmt: skip
SCOPE = ScopeShape()
