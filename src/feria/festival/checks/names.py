"""Ids are used once, and what is named is there (R1.5, R5.1)."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import NamedTuple

from feria.festival.draft import Draft, Placed
from feria.festival.problems import Report
from feria.festival.shapes import nearest
from feria.pricing import (
    AddOn,
    Besides,
    Both,
    Brands,
    BuyXGetY,
    Categories,
    Combo,
    Either,
    Everything,
    Promotion,
    Scope,
    Shops,
    Skus,
    Tags,
)


class Mention(NamedTuple):
    """Something a scope names: a shop, a category, a brand, a SKU or a tag."""

    kind: str
    name: str
    path: str


def mentions(scope: Scope, path: str) -> Iterator[Mention]:
    """Everything a scope names, with the place where it does."""
    match scope:
        case Everything():
            return
        case Shops() | Skus() | Categories() | Brands() | Tags():
            kind, names = _named(scope)
            for i, name in enumerate(names):
                yield Mention(kind, name, f"{path}.{kind}[{i}]")
        case Both(scopes=parts):
            for part in parts:
                yield from mentions(part, path)
        case Either(scopes=parts):
            for i, part in enumerate(parts):
                yield from mentions(part, f"{path}[{i}]")
        case Besides(scope=inner, without=without):
            yield from mentions(inner, path)
            yield from mentions(without, f"{path}.except")


def mentioned(offer: Placed[Promotion]) -> Iterator[Mention]:
    """Everything that an offer names: in its scope, and in the goods of its benefit."""
    yield from mentions(offer.value.scope, f"{offer.path}.scope")
    benefit, path = offer.value.benefit, f"{offer.path}.benefit"
    match benefit:
        case BuyXGetY() | AddOn():
            yield from mentions(benefit.goods, f"{path}.{benefit.__struct_config__.tag}.goods")
        case Combo(parts=parts):
            for i, part in enumerate(parts):
                yield from mentions(part.scope, f"{path}.combo.parts[{i}].goods")
        case _:
            pass


def _named(scope: Shops | Skus | Categories | Brands | Tags) -> tuple[str, tuple[str, ...]]:
    """The field that the scope is written with, and its values."""
    match scope:
        case Shops(shops=names):
            return "shop", names
        case Skus(skus=names):
            return "sku", names
        case Categories(paths=names):
            return "category", names
        case Brands(brands=names):
            return "brand", names
        case Tags(tags=names):
            return "tag", names


def check_names(draft: Draft, report: Report) -> None:
    """Duplicate ids, unknown shops, venues that show what is not there."""
    _check_once(((shop, f"shops[{i}]") for i, shop in enumerate(draft.shops)), report)
    _check_once(((each.value.id, f"{each.path}.id") for each in draft.phases), report)
    _check_once(((each.value, each.path) for each in draft.offer_ids), report)
    _check_once(((each.value.id, f"{each.path}.id") for each in draft.venues), report)
    for shop in draft.offer_shops:
        _check_shop(shop.value, shop.path, draft, report)
    for offer in draft.offers:
        for mention in mentioned(offer):
            if mention.kind == "shop" and mention.name != offer.value.shop:
                _check_shop(mention.name, mention.path, draft, report)
    _check_venues(draft, report)


def _check_once(named: Iterable[tuple[str, str]], report: Report) -> None:
    first: dict[str, str] = {}
    for name, path in named:
        if name in first:
            report.add("duplicate-id", path, found=name, first=report.place_of(first[name]).line)
        first.setdefault(name, path)


def _check_shop(shop: str, path: str, draft: Draft, report: Report) -> None:
    if shop not in draft.shops:
        known = ", ".join(draft.shops)
        report.add("unknown-shop", path, found=shop, expected=known, near=nearest(shop, draft.shops))


def _check_venues(draft: Draft, report: Report) -> None:
    known = [each.value for each in draft.offer_ids]
    main = ""
    for venue in draft.venues:
        if venue.value.kind == "main":
            if main:
                report.add("second-main-venue", venue.path, found=venue.value.id, other=main)
            main = main or venue.value.id
        for i, name in enumerate(venue.value.promotions):
            if name not in known:
                path = f"{venue.path}.shows.promotions[{i}]"
                report.add(
                    "unknown-promotion",
                    path,
                    found=name,
                    expected=", ".join(known),
                    near=nearest(name, known),
                )
        for i, shop in enumerate(venue.value.shops):
            _check_shop(shop, f"{venue.path}.shows.shops[{i}]", draft, report)
