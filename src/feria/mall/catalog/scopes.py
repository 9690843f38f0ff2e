"""A promotion's scope as a filter of products, so that pages can show what it is about."""

from __future__ import annotations

from functools import reduce
from operator import and_, or_

from django.db.models import Q

from feria.mall.catalog.models import Category
from feria.mall.catalog.selectors import in_category, tagged
from feria.pricing import scope as scopes
from feria.pricing.scope import Scope

_NOTHING = Q(pk__in=[])


def in_scope(scope: Scope) -> Q:
    """Products inside the scope, for ``products().filter(...)``."""
    match scope:
        case scopes.Everything():
            return Q()
        case scopes.Skus(skus=skus):
            return Q(sku__in=list(skus))
        case scopes.Brands(brands=brands):
            return Q(brand__in=list(brands))
        case scopes.Shops(shops=shops):
            return Q(shop__code__in=list(shops))
        case scopes.Categories(paths=paths):
            return reduce(or_, (in_category(path) for path in paths), _NOTHING)
        case scopes.Tags(tags=tags):
            return reduce(or_, (tagged(tag) for tag in tags), _NOTHING)
        case scopes.Both(scopes=parts):
            return reduce(and_, (in_scope(part) for part in parts), Q())
        case scopes.Either(scopes=parts):
            return reduce(or_, (in_scope(part) for part in parts), _NOTHING)
        case scopes.Besides(scope=inside, without=without):
            return in_scope(inside) & ~in_scope(without)


def category_names(paths: list[str]) -> dict[str, str]:
    """The names of the categories at these paths, in the reader's language."""
    return {row.path: row.title for row in Category.objects.filter(path__in=paths)}
