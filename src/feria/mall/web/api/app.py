"""The API put together."""

from __future__ import annotations

from ninja import NinjaAPI

from feria.mall.web.api import carts, catalogue, festival, groups, ordering, presales, problems, rush
from feria.mall.web.api.reading import StrictParser

api = NinjaAPI(
    title="Feria",
    version="1",
    description="Catalogue, quotes, carts, coupons, checkout and orders of the mall. Money is integer minor units.",
    urls_namespace="api",
    parser=StrictParser(),
)
problems.register(api)
for part in (catalogue, carts, ordering, rush, groups, presales, festival):
    api.add_router("", part.router)
