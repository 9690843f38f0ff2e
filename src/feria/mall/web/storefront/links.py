"""Links that several pages share: home, departments, the way down to a category."""

from __future__ import annotations

from dataclasses import dataclass

from django.core.cache import cache
from django.urls import reverse
from django.utils.translation import gettext as _

from feria.mall.catalog import api as catalog
from feria.mall.web import parts
from feria.mall.web.illustrations import art_for
from feria.mall.web.storefront.words import language

MOST = 8
KEPT_SECONDS = 60


def home_link() -> parts.Link:
    return parts.Link(text=_("Festival"), url=reverse("storefront:home"))


def here_link(text: str) -> parts.Link:
    """The end of a breadcrumb: the page itself."""
    return parts.Link(text=text, url="")


def product_link(product: catalog.Product) -> parts.Link:
    return parts.Link(text=product.name, url=reverse("storefront:product", args=[product.sku]))


def departments() -> list[parts.Link]:
    """The largest root categories."""
    return [
        parts.Link(text=title, url=reverse("storefront:category", args=[path]))
        for path, title, _n in _roots()
    ]


def _roots() -> list[tuple[str, str, str]]:
    """Their paths, titles and names. Counting what each holds is dear, so the answer is kept for a minute."""
    found: list[tuple[str, str, str]] | None = cache.get_or_set(
        f"storefront:departments:{language()}",
        lambda: [(root.path, root.title, root.name) for root in catalog.categories()[:MOST]],
        KEPT_SECONDS,
    )
    return found or []


@dataclass(frozen=True, kw_only=True)
class Tile:
    """A department with its picture."""

    text: str
    url: str
    art: parts.Art


def department_tiles() -> list[Tile]:
    """The departments with what their own names suggest."""
    return [
        Tile(
            text=title,
            url=reverse("storefront:category", args=[path]),
            art=art_for(f"/c/{path}/", name, name),
        )
        for path, title, name in _roots()
    ]


def category_links(path: str) -> list[parts.Link]:
    """The categories from the root down to ``path``."""
    steps = path.split("/")
    paths = ["/".join(steps[:depth]) for depth in range(1, len(steps) + 1)]
    names = catalog.category_names(paths)
    return [
        parts.Link(text=names.get(one, one), url=reverse("storefront:category", args=[one])) for one in paths
    ]
