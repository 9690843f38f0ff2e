"""Rush sessions as the teller sells them: when, what, how many, how many for one member."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db import transaction

from feria.mall.catalog.api import Product
from feria.mall.kit.api import now
from feria.mall.stock.models import RushItem, RushSession, StockItem
from feria.mall.stock.teller.claims import is_name

PAYMENT_WINDOW = timedelta(minutes=15)
LONGEST_CODE = 32


@dataclass(frozen=True, kw_only=True)
class RushTerms:
    """Of one product in one session: units it sells at most, units one member may have. None: no such limit.

    ``units`` sets nothing aside: other paths sell from the same stock, and may leave less than that.
    """

    units: int | None = None
    units_per_member: int | None = None


@transaction.atomic
def plan_rush(
    code: str,
    opens_at: datetime,
    closes_at: datetime,
    products: Mapping[Product, RushTerms],
    units_per_member: int | None = None,
    hold_for: timedelta = PAYMENT_WINDOW,
) -> RushSession:
    """Open a session to the teller, from ``opens_at`` until before ``closes_at`` on the mall's clock.

    ``units_per_member`` is over all its products. Raises ValueError; IntegrityError when there is one of that code.
    """
    if not is_name(code) or len(code) > LONGEST_CODE or closes_at < opens_at:
        raise ValueError(
            f"a session is named by 1 to {LONGEST_CODE} ASCII letters, digits and _ . : - "
            f"and does not end before it starts: {code}"
        )
    session = RushSession.objects.create(
        code=code,
        opens_at=opens_at,
        closes_at=closes_at,
        hold_seconds=int(hold_for.total_seconds()),
        units_per_member=units_per_member,
    )
    for product, terms in products.items():
        item, _ = StockItem.objects.get_or_create(product_id=product.pk)
        RushItem.objects.create(
            session=session, item=item, units=terms.units, units_per_member=terms.units_per_member
        )
    return session


@transaction.atomic
def end_rush(code: str) -> RushSession:
    """End a session now; what it holds stays held until paid or due. Ended twice, the first end stands."""
    session = RushSession.objects.select_for_update().get(code=code)
    session.closes_at = min(session.closes_at, max(now(), session.opens_at))
    session.save(update_fields=["closes_at"])
    return session
