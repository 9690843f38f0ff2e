"""What neighbours may ask of carts, orders and payments."""

from __future__ import annotations

from feria.mall.orders.board.curves import Curve, days_with_sales, has_sales, sales_curve
from feria.mall.orders.board.figures import HourSales, ProductSales, Sales, sales
from feria.mall.orders.board.folding import (
    BoardSnapshot,
    BoardState,
    Milestone,
    board_events_after,
    board_snapshot,
)
from feria.mall.orders.board.tallies import Minute, Part, Second
from feria.mall.orders.carts import (
    add,
    cart_for,
    fill,
    merge_carts,
    remove,
    select,
    set_quantity,
    sweep_guest_carts,
)
from feria.mall.orders.claiming import give_up_claim, lines_of_claim, order_claim, order_of_claim, quote_claim
from feria.mall.orders.closing import cancel
from feria.mall.orders.errors import (
    CartRefused,
    CheckoutRefused,
    ClaimRefused,
    EmptyCart,
    EventRefused,
    GatewayDown,
    LineProblem,
    PaymentUnknown,
    PriceMoved,
    StateRefused,
)
from feria.mall.orders.gateways import dummy
from feria.mall.orders.gateways.protocol import Event, Gateway, Redirect, Status
from feria.mall.orders.group.errors import GroupRefused
from feria.mall.orders.group.filling import expire_due as expire_groups
from feria.mall.orders.group.offers import GroupOffer, group_offer, group_offers
from feria.mall.orders.group.ordering import join_group, refuse_unless_joinable, start_group
from feria.mall.orders.group.standing import (
    GroupStanding,
    group_counts,
    group_standing,
    groups,
    groups_of,
    open_groups,
    order_in_group,
)
from feria.mall.orders.helping import Fit, coupon_gains, fits
from feria.mall.orders.jobs import lapse_due, run_forever, sweep, tidy
from feria.mall.orders.ladder_offers import LadderOffer, ladder_offers
from feria.mall.orders.models import Cart, CartLine, CartStay, DummyCharge, Group, Order, OrderLine, Payment
from feria.mall.orders.paying import start_payment
from feria.mall.orders.placing import checkout
from feria.mall.orders.presale.balances import remind
from feria.mall.orders.presale.errors import PresaleRefused
from feria.mall.orders.presale.offers import PresaleOffer, open_presales, presale_offer, presale_offers
from feria.mall.orders.presale.ordering import order_presale, quote_presale
from feria.mall.orders.quoting import (
    Till,
    decode_quote,
    encode_quote,
    price_product,
    price_products,
    quote_cart,
    quote_wanted,
    shelf_till,
    with_wallet,
)
from feria.mall.orders.races import Place, Standing, places_of_order, standings
from feria.mall.orders.reconciling.differences import Difference
from feria.mall.orders.reconciling.reconcile import Reconciliation, ask_gateways_too, reconcile
from feria.mall.orders.reconciling.repair import repair
from feria.mall.orders.refunding import send_refunds
from feria.mall.orders.rules import MOST_LINES, MOST_UNITS
from feria.mall.orders.selectors import (
    Ahead,
    CartCount,
    OrderDetail,
    balances_open,
    cart_count,
    cart_lines,
    lines_of_shop,
    order,
    order_ahead,
    order_detail,
    order_of,
    order_of_payment,
    orders_of,
    orders_with,
)
from feria.mall.orders.settling import confirm_return, receive_event

__all__ = [
    "MOST_LINES",
    "MOST_UNITS",
    "Ahead",
    "BoardSnapshot",
    "BoardState",
    "Cart",
    "CartCount",
    "CartLine",
    "CartRefused",
    "CartStay",
    "CheckoutRefused",
    "ClaimRefused",
    "Curve",
    "Difference",
    "DummyCharge",
    "EmptyCart",
    "Event",
    "EventRefused",
    "Fit",
    "Gateway",
    "GatewayDown",
    "Group",
    "GroupOffer",
    "GroupRefused",
    "GroupStanding",
    "HourSales",
    "LadderOffer",
    "LineProblem",
    "Milestone",
    "Minute",
    "Order",
    "OrderDetail",
    "OrderLine",
    "Part",
    "Payment",
    "PaymentUnknown",
    "Place",
    "PresaleOffer",
    "PresaleRefused",
    "PriceMoved",
    "ProductSales",
    "Reconciliation",
    "Redirect",
    "Sales",
    "Second",
    "Standing",
    "StateRefused",
    "Status",
    "Till",
    "add",
    "ask_gateways_too",
    "balances_open",
    "board_events_after",
    "board_snapshot",
    "cancel",
    "cart_count",
    "cart_for",
    "cart_lines",
    "checkout",
    "confirm_return",
    "coupon_gains",
    "days_with_sales",
    "decode_quote",
    "dummy",
    "encode_quote",
    "expire_groups",
    "fill",
    "fits",
    "give_up_claim",
    "group_counts",
    "group_offer",
    "group_offers",
    "group_standing",
    "groups",
    "groups_of",
    "has_sales",
    "join_group",
    "ladder_offers",
    "lapse_due",
    "lines_of_claim",
    "lines_of_shop",
    "merge_carts",
    "open_groups",
    "open_presales",
    "order",
    "order_ahead",
    "order_claim",
    "order_detail",
    "order_in_group",
    "order_of",
    "order_of_claim",
    "order_of_payment",
    "order_presale",
    "orders_of",
    "orders_with",
    "places_of_order",
    "presale_offer",
    "presale_offers",
    "price_product",
    "price_products",
    "quote_cart",
    "quote_claim",
    "quote_presale",
    "quote_wanted",
    "receive_event",
    "reconcile",
    "refuse_unless_joinable",
    "remind",
    "remove",
    "repair",
    "run_forever",
    "sales",
    "sales_curve",
    "select",
    "send_refunds",
    "set_quantity",
    "shelf_till",
    "standings",
    "start_group",
    "start_payment",
    "sweep",
    "sweep_guest_carts",
    "tidy",
    "with_wallet",
]
