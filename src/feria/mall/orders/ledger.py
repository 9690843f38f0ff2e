"""Double entry: each journal's entries sum to zero, what went to an account is plus, what came from it is minus.

A captured payment: the gateway owes us, the buyer has paid (``capture:<reference>``). A paid order: the buyer
owes its price, each funder bears what it gave away, each shop has sold at its listed price (``sale:<number>``).
A refund turns the capture round (``refund:<reference>``), a cancelled sale the sale (``void:<number>``).
What was paid ahead of a sale waits on the account ``prepaid`` (``prepaid:<number>``) until the sale is made
(``credit:``), there will be none (``uncredit:``), or the buyer loses it (``forfeit:``).
So the account ``buyer`` stands at nought for every order that is settled.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from datetime import datetime

from feria.mall.kit.api import now
from feria.mall.orders.errors import LedgerUnbalanced
from feria.mall.orders.models import LedgerEntry, Order, Payment
from feria.pricing import Adjustment, Lane, Quote
from feria.pricing.money import split

BUYER = "buyer"
PREPAID = "prepaid"
FORFEITED = "forfeited:shop:"
Entries = Mapping[str, int]


def sale_entries(quote: Quote, shop_of: Mapping[str, str]) -> dict[str, int]:
    """What a paid order posts, account -> signed minor units; ``shop_of`` tells the shop's code by line id.

    Goods are posted at their listed price and shipping at its full fee; what promotions took off either, their
    funders bear.
    """
    entries: Counter[str] = Counter({BUYER: quote.payable, "shipping": -quote.shipping})
    for line in quote.lines:
        entries[f"shop:{shop_of[line.id]}"] -= line.listed
    for adjustment in quote.adjustments:
        if adjustment.lane is Lane.SHIPPING:
            entries["shipping"] += adjustment.amount
        for account, amount in _borne_by(adjustment, shop_of).items():
            entries[account] += amount
    return {account: amount for account, amount in entries.items() if amount}


def _borne_by(adjustment: Adjustment, shop_of: Mapping[str, str]) -> dict[str, int]:
    """Who bears an adjustment, account -> amount; a part borne by "the shop" falls on the shops of its lines."""
    borne: Counter[str] = Counter()
    for funder in adjustment.funders:
        if funder.who == "shop":
            for shop, part in _by_shop(adjustment, -funder.amount, shop_of).items():
                borne[f"promotions:shop:{shop}"] += part
        else:
            borne[f"promotions:{funder.who}"] += -funder.amount
    return borne


def _by_shop(adjustment: Adjustment, amount: int, shop_of: Mapping[str, str]) -> dict[str, int]:
    """An amount split over the shops of an adjustment's lines, by what it took off each of them."""
    taken: Counter[str] = Counter()
    for share in adjustment.shares:
        if share.line in shop_of:  # what comes off shipping is of no line
            taken[shop_of[share.line]] += -share.amount
    if not any(taken.values()):
        return {adjustment.shop or "all": amount}
    shops = sorted(taken)
    return dict(zip(shops, split(amount, [taken[shop] for shop in shops]), strict=True))


def post(journal: str, entries: Entries, order: Order, memo: str, at: datetime | None = None) -> None:
    """Write a journal; ``at`` is the mall's time where it is at hand.

    Raises LedgerUnbalanced; posted a second time, the database refuses it.
    """
    check_balance(journal, entries)
    posted_at = at or now()
    LedgerEntry.objects.bulk_create(
        LedgerEntry(
            journal=journal,
            account=account,
            amount=amount,
            currency=order.currency,
            order=order,
            memo=memo,
            posted_at=posted_at,
        )
        for account, amount in sorted(entries.items())
        if amount
    )


def check_balance(journal: str, entries: Entries) -> None:
    """Raises LedgerUnbalanced unless the entries sum to zero."""
    if sum(entries.values()):
        raise LedgerUnbalanced(journal, dict(entries))


def post_capture(payment: Payment, at: datetime | None = None) -> None:
    """The gateway took the buyer's money."""
    entries = {f"gateway:{payment.gateway}": payment.amount, BUYER: -payment.amount}
    post(f"capture:{payment.reference}", entries, payment.order, "payment captured", at)


def post_refund(payment: Payment) -> None:
    """The gateway gave the buyer's money back."""
    entries = {f"gateway:{payment.gateway}": -payment.amount, BUYER: payment.amount}
    post(f"refund:{payment.reference}", entries, payment.order, "payment refunded")


def post_sale(order: Order, entries: Entries, at: datetime | None = None) -> None:
    """The order is paid: it is a sale."""
    post(f"sale:{order.number}", entries, order, "order paid", at)


def post_prepaid(order: Order) -> None:
    """Money is in for a sale that is not made yet: the mall owes it."""
    post(f"prepaid:{order.number}", {BUYER: order.prepaid, PREPAID: -order.prepaid}, order, "paid ahead")


def post_credit(order: Order) -> None:
    """The sale is made: what was paid ahead counts toward it."""
    post(f"credit:{order.number}", {PREPAID: order.prepaid, BUYER: -order.prepaid}, order, "deposit counted")


def post_uncredit(order: Order) -> None:
    """There will be no sale: what was paid ahead is the buyer's again."""
    post(
        f"uncredit:{order.number}", {PREPAID: order.prepaid, BUYER: -order.prepaid}, order, "no sale was made"
    )


def post_forfeit(order: Order, shop_of: Mapping[str, str]) -> None:
    """The buyer loses what was paid ahead; the order's shop has it."""
    (shop,) = set(shop_of.values())
    entries = {BUYER: order.forfeited, f"{FORFEITED}{shop}": -order.forfeited}
    post(f"forfeit:{order.number}", entries, order, "deposit lost by the buyer")


def post_void(order: Order) -> None:
    """The sale is undone: each of its entries the other way round."""
    rows = LedgerEntry.objects.filter(journal=f"sale:{order.number}").values_list("account", "amount")
    post(f"void:{order.number}", {account: -amount for account, amount in rows}, order, "sale cancelled")
