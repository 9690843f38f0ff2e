"""Ids are used once, and what is named is there (R1.5, R5.1)."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import NamedTuple

from feria.festival.draft import Draft, Placed
from feria.festival.instants import show
from feria.festival.problems import Report
from feria.festival.shapes import nearest
from feria.pricing import (
    AddOn,
    AllOf,
    AnyOf,
    Besides,
    Both,
    Brands,
    BuyXGetY,
    Categories,
    ChoiceTiers,
    Combo,
    Condition,
    Either,
    Everything,
    Grant,
    MinQuantity,
    MinSpend,
    Not,
    Promotion,
    Scope,
    Shops,
    Skus,
    Tags,
)


class Mention(NamedTuple):
    """Something an offer names: a shop, a category, a brand, a SKU or a tag."""

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
            for i, part in enumerate(parts):
                yield from mentions(part, f"{path}.within" if _is_within(parts, i) else path)
        case Either(scopes=parts):
            for i, part in enumerate(parts):
                yield from mentions(part, f"{path}[{i}]")
        case Besides(scope=inner, without=without):
            yield from mentions(inner, path)
            yield from mentions(without, f"{path}.except")


def _is_within(parts: tuple[Scope, ...], i: int) -> bool:
    """Whether a part was written as ``within``: it comes last, after the fields in their order."""
    if i == 0 or i < len(parts) - 1:
        return False
    order: tuple[type, ...] = (Shops, Categories, Brands, Skus, Tags)
    part, before = type(parts[i]), type(parts[i - 1])
    return part not in order or (before in order and order.index(part) <= order.index(before))


def mentioned(offer: Placed[Promotion]) -> Iterator[Mention]:
    """Everything that an offer names: in its scope, its conditions, and the goods of its benefit."""
    yield from mentions(_as_written(offer.value.scope, offer.value.shop), f"{offer.path}.scope")
    for condition in offer.value.conditions:
        yield from _measured(condition, f"{offer.path}.conditions")
    yield from _granted(offer.value, f"{offer.path}.benefit")


def _as_written(scope: Scope, shop: str) -> Scope:
    """The scope without the shop that was put around it because the promotion is that shop's."""
    match scope:
        case Both(scopes=(Shops(shops=(own,)), inner)) if shop and own == shop:
            return inner
    return scope


def _measured(condition: Condition, path: str) -> Iterator[Mention]:
    """The goods that thresholds measure. Inside sets of conditions the place is the set's."""
    match condition:
        case MinSpend(scope=scope) | MinQuantity(scope=scope):
            if scope is not None:
                yield from mentions(scope, f"{path}.{condition.__struct_config__.tag}.goods")
        case AnyOf(conditions=parts) | AllOf(conditions=parts):
            for i, part in enumerate(parts):
                yield from _measured(part, f"{path}.{condition.__struct_config__.tag}[{i}]")
        case Not(condition=inner):
            yield from _measured(inner, f"{path}.not")
        case _:
            pass


def _granted(promotion: Promotion, path: str) -> Iterator[Mention]:
    benefit = promotion.benefit
    match benefit:
        case BuyXGetY() | AddOn():
            goods = _as_written(benefit.goods, promotion.shop)
            yield from mentions(goods, f"{path}.{benefit.__struct_config__.tag}.goods")
        case Combo(parts=parts):
            for i, part in enumerate(parts):
                yield from mentions(part.scope, f"{path}.combo.parts[{i}].goods")
        case ChoiceTiers(tiers=tiers):
            for i, tier in enumerate(tiers):
                for j, gift in enumerate(tier.gifts):
                    yield Mention("sku", gift.sku, f"{path}.choice_tiers[{i}].gifts[{j}].sku")
        case Grant(what="gift", of=sku):
            yield Mention("sku", sku, f"{path}.free_gift.sku")
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
    _check_once(((each.value, each.path) for each in draft.rush_ids), report)
    _check_once(((each.value, each.path) for each in draft.presale_ids), report)
    _check_once(((each.value, each.path) for each in draft.ladder_ids), report)
    _check_once(((each.value, each.path) for each in draft.group_ids), report)
    for shop in draft.offer_shops:
        _check_shop(shop.value, shop.path, draft, report)
    for offer in draft.offers:
        for mention in mentioned(offer):
            if mention.kind == "shop" and mention.name != offer.value.shop:
                _check_shop(mention.name, mention.path, draft, report)
    _check_next_coupons(draft, report)
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


def _check_next_coupons(draft: Draft, report: Report) -> None:
    """A coupon that an order brings is one of the festival's, and can still be used when it is brought."""
    known = [each.value for each in draft.offer_ids if each.path.startswith("coupons[")]
    ends = {each.value.code: each.value.use.end_at for each in draft.coupons}
    for offer in draft.promotions:
        benefit = offer.value.benefit
        if not isinstance(benefit, Grant) or benefit.what != "coupon":
            continue
        path = f"{offer.path}.benefit.next_coupon.coupon"
        starts = min((window.start_at for window in offer.value.windows), default=None)
        if benefit.of not in known:
            facts = {"expected": ", ".join(known) or "-", "near": nearest(benefit.of, known)}
            report.add("unknown-coupon", path, found=benefit.of, **facts)
        elif benefit.of in ends and starts is not None and ends[benefit.of] <= starts:
            end, start = show(ends[benefit.of], draft.zone), show(starts, draft.zone)
            report.add("coupon-too-late", path, found=benefit.of, end=end, start=start)


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
