"""Lists of products: narrowed, sorted, in pages, each page priced in one go."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

from django.core.paginator import Page, Paginator
from django.db.models import QuerySet
from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext as _

from feria.mall.catalog import api as catalog
from feria.mall.web import parts
from feria.mall.web.storefront.cards import product_cards
from feria.mall.web.storefront.forms import SORTS, BrowseForm
from feria.mall.web.storefront.visit import visit
from feria.mall.web.storefront.words import to_minor
from feria.pricing.scope import Everything

PER_PAGE = 30
MOST_BRANDS = 12


@dataclass(frozen=True, kw_only=True)
class Shelf:
    """One page of a list: what the template shows of it."""

    cards: list[parts.ProductCard]
    page: Page[Any]
    total: int
    query: str
    sort: str
    sorts: list[tuple[str, str]]
    brands: list[parts.Link]
    asked: dict[str, Any]
    empty: parts.Empty


def shelf(request: HttpRequest, **where: Any) -> Shelf:
    """The asked page of what the catalogue has ``where`` (its own filters, or a ``scope``), narrowed by the address."""
    asked = BrowseForm(request.GET).asked()
    usual = "match" if "query" in where else "popular"
    page = Paginator(_narrowed(asked, dict(where)), PER_PAGE).get_page(request.GET.get("page"))
    return Shelf(
        cards=product_cards(visit(request), page.object_list),
        page=page,
        total=page.paginator.count,
        query=_address(asked),
        sort=asked["sort"] or usual,
        sorts=_sorts(is_search="query" in where),
        brands=_brand_links(where, asked),
        asked=asked,
        empty=_empty(asked),
    )


def _sorts(*, is_search: bool) -> list[tuple[str, str]]:
    known = [(key, str(text)) for key, text in SORTS]
    return [("match", _("Best match")), *known] if is_search else known


def _narrowed(asked: dict[str, Any], where: dict[str, Any]) -> QuerySet[catalog.Product]:
    scope = where.pop("scope", None) or Everything()
    found = catalog.products(
        **where,
        sort=asked["sort"],
        brand=asked["brand"] or None,
        price_from=to_minor(asked["least"]) if asked["least"] else None,
        price_to=to_minor(asked["most"]) if asked["most"] else None,
    )
    return found.filter(catalog.in_scope(scope))


def _brand_links(where: dict[str, Any], asked: dict[str, Any]) -> list[parts.Link]:
    """Brands to choose from, where the list is a shop's or a category's."""
    if not where.keys() <= {"shop", "category"}:
        return []
    counted = catalog.brands(**where, limit=MOST_BRANDS)
    if len(counted) < 2:
        return []
    everything = parts.Link(
        text=_("All brands"), url="?" + _address(asked, brand=""), current=not asked["brand"]
    )
    return [everything] + [
        parts.Link(
            text=brand, url="?" + _address(asked, brand=brand), current=asked["brand"] == brand, count=count
        )
        for brand, count in counted
    ]


def _empty(asked: dict[str, Any]) -> parts.Empty:
    if any(asked[name] for name in ("brand", "least", "most")):
        text = _("No product fits all you asked for. Take a filter away.")
        return parts.Empty(
            title=_("Too narrow"), text=text, action=parts.Link(text=_("Take all filters away"), url="?")
        )
    text = _("Nothing is on sale here at the moment. Have a look at the shops.")
    shops = parts.Link(text=_("All shops"), url=reverse("storefront:shops"))
    return parts.Empty(title=_("An empty shelf"), text=text, action=shops)


def _address(asked: dict[str, Any], **changed: str) -> str:
    """The asked filters as a query string, with some changed; the page starts over."""
    wanted = {**asked, **changed}
    return urlencode({name: value for name, value in wanted.items() if value})
