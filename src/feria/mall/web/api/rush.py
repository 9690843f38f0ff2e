"""Orders of what was claimed in a rush session. Claims themselves go to the lane, ``/lane/claims/``."""

from __future__ import annotations

from django.http import HttpRequest
from ninja import Router, Status

from feria.mall.orders import api as orders
from feria.mall.web.api import schemas
from feria.mall.web.api.auth import member_of, signed_in
from feria.mall.web.api.ordering import address_of, placed

router = Router(tags=["rush"])


@router.post("/rush/{session}/claims/{key}/order", response={201: schemas.OrderOut}, auth=signed_in)
def order_claim(
    request: HttpRequest, session: str, key: str, wanted: schemas.CheckoutIn
) -> Status[schemas.OrderOut]:
    """Order what was claimed under ``key``. It stays held until the claim's own deadline; asked again, it is the same order."""
    member = member_of(request)
    order = orders.order_claim(
        member,
        session,
        key,
        address_of(member, wanted),
        expected_payable=wanted.expected_payable,
        channel=wanted.channel,
    )
    return placed(request, order)
