"""Ordering ahead (R2.13): what can be, and doing it. Deposit and balance are both paid by ``/orders/{number}/pay``."""

from __future__ import annotations

from datetime import datetime

from django.http import HttpRequest
from django.utils.translation import gettext as _
from ninja import Header, Router, Status

from feria.mall.catalog import api as catalog
from feria.mall.kit import api as kit
from feria.mall.orders import api as orders
from feria.mall.stock import api as stock
from feria.mall.web.api import schemas
from feria.mall.web.api.auth import member_of, signed_in
from feria.mall.web.api.ordering import address_of, placed
from feria.mall.web.api.problems import not_found

router = Router(tags=["presales"])


@router.get("/products/{sku}/presales", response=list[schemas.PresaleOut])
def presales_of(request: HttpRequest, sku: str) -> list[schemas.PresaleOut]:
    """The presales of a product that are open or to come, the earliest first. Amounts are of one unit."""
    item = catalog.product(sku)
    if item is None:
        raise not_found(_("product %(sku)s") % {"sku": sku[:32]})
    now, free = kit.now(), stock.available([item])[item.sku]
    return [presale_out(offer, now, free) for offer in orders.presale_offers(item.sku)]


@router.post("/presales/{code}/{sku}/order", response={201: schemas.OrderOut}, auth=signed_in)
def order_ahead(
    request: HttpRequest,
    code: str,
    sku: str,
    wanted: schemas.AheadIn,
    idempotency_key: str = Header(..., min_length=8, max_length=80),
) -> Status[schemas.OrderOut]:
    """Order units ahead: they are held, and the deposit is due until ``pay_until``. The same Idempotency-Key answers
    with the same order.
    """
    member = member_of(request)
    order = orders.order_presale(
        member, code, sku, wanted.quantity, address_of(member, wanted), idempotency_key, wanted.channel
    )
    return placed(request, order)


def presale_out(offer: orders.PresaleOffer, now: datetime, free: int) -> schemas.PresaleOut:
    """A presale of a product, as the API shows it; ``free`` is what stock has."""
    design, terms = offer.design, offer.good.terms
    return schemas.PresaleOut(
        code=design.code,
        sku=offer.good.sku,
        names=dict(design.names),
        state=offer.state(now),
        currency=offer.document.currency,
        total=terms.total,
        deposit=terms.deposit,
        counts_as=terms.counts_as,
        balance=terms.balance,
        deposit_from_at=design.deposit.start_at,
        deposit_until=design.deposit.end_at,
        balance_from_at=design.balance.start_at,
        balance_until=design.balance.end_at,
        left=offer.units_left(free),
        per_member=offer.good.per_member,
    )
