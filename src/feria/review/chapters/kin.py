"""Related goods (R6.7): what takes a promoted category's place, what goes into the basket with it, and what became of both.

Kin is read from baskets before the warm-up, so that the festival itself proves nothing.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from datetime import timedelta
from typing import Any

from feria.review.chapters.parts import Change, changes, framed, within
from feria.review.chapters.promoted import ROLES, Roles
from feria.review.daily import rows
from feria.review.effect import api as effect
from feria.review.facts.facts import Facts, Table
from feria.review.frame import Days, Frame
from feria.review.value import Answer, Code, Count, Group, Money, Note, Times, Value, note

LOOKED_BACK = 182
"""Half a year of baskets: enough to know kin by, and near enough in season."""
MOST_ASKED = 12
MOST_COMPANY = 10
"""Complementary shelves in all: were there many more, no control would be left."""
MOST_KIN = 3
"""Of each category asked about: its surest few."""


class Kin(Value, frozen=True, kw_only=True):
    """A category beside one that was asked about. ``lift``: times as often together as by chance, surely at least ``least``."""

    category: Group
    related_as: Code
    related: Group
    lift: Times
    least: Times
    households: Count
    usual: Money | None = None
    sales: Money | None = None
    change: Money | None = None


class RoleChange(Value, frozen=True, kw_only=True):
    """All goods of one role: the event beside as many usual days."""

    role: Code
    products: Count
    usual: Money
    sales: Money
    change: Money


class RelatedGoods(Answer, frozen=True, kw_only=True):
    """What stands near the promoted goods."""

    roles: tuple[RoleChange, ...] = ()
    kin: tuple[Kin, ...] = ()


def related_goods(
    facts: Facts, frame: Frame, roles: Roles | None, categories: tuple[Change, ...]
) -> RelatedGoods:
    """Kin of the promoted categories; of the best selling ones where everything was promoted."""
    if missing := facts.missing_for("related", "lines.member", "products.category"):
        return RelatedGoods(method="related", missing=missing)
    change_of = {each.group: each for each in categories}
    asked = [
        each.group for each in categories if each.group and (roles is None or each.group in roles.shelves)
    ]
    told = shelf_kin(facts, frame, asked[:MOST_ASKED])
    found = tuple(_kin(one.item, name, each, change_of) for one in told for name, each in _named(one))
    return RelatedGoods(
        method="related",
        roles=_roles(facts, frame) if roles else (),
        kin=found,
        findings=_findings(found, roles),
        labels=() if roles else (note("label.related-best-sellers"),),
    )


def company_of(facts: Facts, frame: Frame, shelves: Collection[str]) -> frozenset[str]:
    """The surest shelves that go into the basket with those; none where it is not known who bought."""
    if facts.lacking("lines.member", "products.category"):
        return frozenset()
    surest: dict[str, float] = {}
    for one in shelf_kin(facts, frame, shelves):
        for each in one.complementary:
            surest[each.item] = max(each.least, surest.get(each.item, 0.0))
    ranked = sorted(surest.keys() - set(shelves), key=lambda item: (-surest[item], item))
    return frozenset(ranked[:MOST_COMPANY])


def shelf_kin(facts: Facts, frame: Frame, shelves: Collection[str]) -> list[effect.Related]:
    """Similar and complementary categories of those, from the half year before anybody waited."""
    if not shelves:
        return []
    lines, products = facts.table("lines"), facts.table("products")
    past = Days(first=frame.warm_up.first - timedelta(days=LOOKED_BACK), until=frame.warm_up.first)
    lines = lines.filter(within(lines.day, past) & lines.member.notnull())
    # To ClickHouse the path of nothing is the path "".
    products = products.filter(products.category.notnull())
    joined = lines.inner_join(products.select("sku", shelf=shelf_of(products.category)), "sku")
    bought = facts.keep(joined.select(basket="order", household="member", item="shelf").distinct())
    names = bought.select("item").distinct().to_pyarrow()["item"].to_pylist()
    # A department is the shelf on which categories may take one another's place.
    departments = {str(name): str(name).partition("/")[0] for name in names if name}
    bought = bought.filter(bought.item.notnull())
    return effect.related(bought, departments, items=set(shelves), top=MOST_KIN)


def shelf_of(path: Any) -> Any:
    """The first two steps of a category's path, as an expression."""
    import ibis

    steps = path.split("/")
    return ibis.ifelse(steps.length() > 1, steps[0].concat("/", steps[1]), steps[0])


def _named(one: effect.Related) -> list[tuple[str, effect.Kin]]:
    return [("similar", each) for each in one.similar] + [
        ("complementary", each) for each in one.complementary
    ]


def _kin(asked: str, related_as: str, each: effect.Kin, change_of: Mapping[str, Change]) -> Kin:
    change = change_of.get(each.item)
    return Kin(
        category=asked,
        related_as=related_as,
        related=each.item,
        lift=round(each.lift * 100),
        least=round(each.least * 100),
        households=each.households,
        usual=change.usual if change else None,
        sales=change.sales if change else None,
        change=change.change if change else None,
    )


def _roles(facts: Facts, frame: Frame) -> tuple[RoleChange, ...]:
    roles: Table = facts.backend.table(ROLES)
    kinds = roles.select("sku", group=roles["group"].split(":")[0])
    counted = {row["group"]: row["n"] for row in rows(kinds.group_by("group").agg(n=kinds.count()))}
    found = changes(facts, frame, framed(facts, frame).inner_join(kinds, "sku"))
    return tuple(
        RoleChange(
            role=each.group,
            products=counted.get(each.group, 0),
            usual=each.usual,
            sales=each.sales,
            change=each.change,
        )
        for each in found
    )


def _findings(found: tuple[Kin, ...], roles: Roles | None) -> tuple[Note, ...]:
    beside = [each for each in found if each.related_as == "complementary"]
    if not found:
        return (note("related-none"),)
    told = (
        [note("related-best", category=best.category, related=best.related, lift=best.lift)]
        if (best := max(beside, key=lambda each: each.least, default=None))
        else []
    )
    if roles is not None:
        told.append(note("related-roles", similar=len(roles.similar), complementary=len(roles.complementary)))
    return tuple(told)
