"""The tables that a review reads. A bare file of orders is ``lines`` with three columns; every other one answers more.

Amounts are whole minor units of one currency, instants UTC, ``day`` columns days of the shops' zone.
"""

from __future__ import annotations

from typing import Literal

from feria.review.value import Value

Kind = Literal["text", "whole", "money", "instant", "day", "share"]

SQL = {
    "text": "VARCHAR",
    "whole": "BIGINT",
    "money": "BIGINT",
    "instant": "TIMESTAMP",
    "day": "DATE",
    "share": "INTEGER",
}
"""Each kind in DuckDB."""


class Column(Value, frozen=True, kw_only=True):
    """A column: what it holds, and the names by which other shops' exports call it."""

    name: str
    kind: Kind
    about: str
    needed: bool = False
    also: tuple[str, ...] = ()


class Shape(Value, frozen=True, kw_only=True):
    """A table."""

    name: str
    about: str
    columns: tuple[Column, ...]

    def column(self, name: str) -> Column | None:
        """The column of that name."""
        return next((each for each in self.columns if each.name == name), None)


def _column(name: str, kind: Kind, about: str, *also: str, needed: bool = False) -> Column:
    return Column(name=name, kind=kind, about=about, needed=needed, also=also)


LINES = Shape(
    name="lines",
    about="What was bought: a row for each line of an order, or for each order where lines are not known.",
    columns=(
        _column("order", "text", "Whose line it is.", "order_id", "order number", "order no", "name", "basket_id", "invoice", "invoiceno", "订单号", "订单编号", "pedido", needed=True),
        _column("line", "text", "Which line of the order; tells a copy from a second one.", "line_id", "line_number", "lineitem id"),
        _column("sold_at", "instant", "When it was paid.", "paid_at", "paid at", "created_at", "created at", "order_date", "date", "invoicedate", "timestamp", "付款时间", "下单时间", "fecha", needed=True),
        _column("charged", "money", "What the buyer paid for the line, promotions taken off.", "total", "amount", "paid", "line_total", "payable", "sales", "revenue", "net_paid", "实付金额", "importe", needed=True),
        _column("listed", "money", "What the shelf said for the line.", "list_total", "gross", "subtotal", "list_price", "标价"),
        _column("quantity", "whole", "Units.", "qty", "units", "lineitem quantity", "数量", "cantidad"),
        _column("cost", "money", "What its goods cost the shop.", "cogs", "cost_total", "成本", "coste"),
        _column("sku", "text", "Which goods.", "product", "product_id", "lineitem sku", "item", "stockcode", "商品编码", "articulo"),
        _column("member", "text", "Who bought.", "customer", "customer_id", "customerid", "email", "buyer", "household_id", "买家", "cliente"),
        _column("shop", "text", "Which shop of the mall.", "store", "vendor", "店铺", "tienda"),
        _column("category", "text", "A path: grocery/soft-drinks.", "department", "product_category", "类目", "categoria"),
        _column("region", "text", "Where it went, or where the shop stands.", "state", "province", "city", "country", "shipping province", "省份"),
        _column("place", "text", "In which store or venue it was sold; placements name these.", "store_id", "store_nbr"),
        _column("channel", "text", "How it was ordered: web, app, store.", "platform", "渠道", "canal"),
        _column("source", "text", "What brought the buyer: an ad, a mail, by themselves.", "utm_source", "referrer"),
        _column("currency", "text", "Of the amounts; one for the whole file.", "币种", "moneda"),
    ),
)  # fmt: skip

DISCOUNTS = Shape(
    name="discounts",
    about="What each promotion took off a line, and who bore it: a row for each line, promotion and funder.",
    columns=(
        _column("order", "text", "Of which order.", "order_id", needed=True),
        _column("sku", "text", "Off which goods.", "product_id"),
        _column("promotion", "text", "The promotion's id.", "code", "discount_code", needed=True),
        _column("name", "text", "What it is called."),
        _column("coupon", "text", "The coupon template it needed; empty for none.", "coupon_code"),
        _column("funder", "text", "mall, shop or brand."),
        _column("amount", "money", "What it took off, above zero.", "discount", needed=True),
    ),
)

REFUNDS = Shape(
    name="refunds",
    about="What went back to buyers.",
    columns=(
        _column("order", "text", "Of which order.", "order_id", needed=True),
        _column("sku", "text", "For which goods; empty for the whole order.", "product_id"),
        _column("refunded_at", "instant", "When.", "date", "created_at", needed=True),
        _column("amount", "money", "How much, above zero.", "total", needed=True),
        _column("quantity", "whole", "Units that came back.", "qty"),
        _column("reason", "text", "Why."),
    ),
)

PRODUCTS = Shape(
    name="products",
    about="The catalogue.",
    columns=(
        _column("sku", "text", "Which goods.", "product_id", needed=True),
        _column("name", "text", "What they are called.", "title"),
        _column("shop", "text", "Whose they are.", "vendor", "store"),
        _column("category", "text", "A path: grocery/soft-drinks.", "department", "product_category"),
        _column("brand", "text", "Who made them."),
        _column("listed_price", "money", "What one usually costs.", "price"),
        _column("new_since", "day", "First day on sale.", "created_at", "launched"),
    ),
)

COSTS = Shape(
    name="costs",
    about="What one unit costs the shop.",
    columns=(
        _column("sku", "text", "Which goods.", "product_id", needed=True),
        _column("unit_cost", "money", "For one unit.", "cost", needed=True),
    ),
)

MARGINS = Shape(
    name="margins",
    about="An assumption for goods whose cost is not known: the part of the listed price that is margin.",
    columns=(
        _column("category", "text", "A path's beginning; `all` for the rest.", needed=True),
        _column("margin_bps", "share", "Basis points of the listed price.", needed=True),
        _column("source", "text", "Whence the assumption: `made-up` for a demo's."),
    ),
)

SPENDING = Shape(
    name="spending",
    about="What the festival cost beside its discounts: ads, messages, extra hands.",
    columns=(
        _column("day", "day", "When.", "date", needed=True),
        _column("kind", "text", "For what.", "channel"),
        _column("amount", "money", "How much.", "cost", "spend", needed=True),
    ),
)

TRAFFIC = Shape(
    name="traffic",
    about="Who came, by day and source.",
    columns=(
        _column("day", "day", "When.", "date", needed=True),
        _column("source", "text", "From where.", "utm_source", "channel"),
        _column("visitors", "whole", "Different people.", "users", "unique_visitors", "uv", needed=True),
        _column("views", "whole", "Pages they looked at.", "page_views", "pageviews", "pv"),
        _column(
            "returning", "whole", "Of the visitors, those known to have come before.", "returning_visitors"
        ),
        _column("orders", "whole", "Orders that these visitors placed."),
    ),
)

VIEWS = Shape(
    name="views",
    about="Who looked at which goods, by day.",
    columns=(
        _column("day", "day", "When.", "date", needed=True),
        _column("sku", "text", "Which goods.", "product_id", "item_id", needed=True),
        _column("visitors", "whole", "Different people who saw their page.", "users", "unique_visitors", "uv", needed=True),
        _column("views", "whole", "How often it was seen.", "page_views", "pageviews", "pv"),
    ),
)  # fmt: skip

STOCK = Shape(
    name="stock",
    about="How much was on hand.",
    columns=(
        _column("sku", "text", "Which goods.", "product_id", needed=True),
        _column("at", "instant", "When it was counted.", "date", "counted_at", needed=True),
        _column("on_hand", "whole", "Units that could be sold.", "quantity", "available", needed=True),
    ),
)

COUPONS = Shape(
    name="coupons",
    about="Each coupon a buyer had.",
    columns=(
        _column("coupon", "text", "Its template.", "code", "template", needed=True),
        _column("member", "text", "Whose.", "customer_id", "household_id"),
        _column("claimed_at", "instant", "When it was claimed or granted.", "issued_at"),
        _column("used_at", "instant", "When it was used; empty if it never was.", "redeemed_at"),
        _column("order", "text", "On which order.", "order_id"),
        _column("amount", "money", "What it took off."),
    ),
)

CARTS = Shape(
    name="carts",
    about="What was put into carts and among favourites, and when.",
    columns=(
        _column("member", "text", "Whose.", "customer_id", needed=True),
        _column("sku", "text", "Which goods.", "product_id", needed=True),
        _column("kind", "text", "cart or favourite.", "event"),
        _column("added_at", "instant", "When.", "created_at", "date", needed=True),
        _column("quantity", "whole", "Units.", "qty"),
        _column("left_at", "instant", "When it was taken out again or ordered; empty while it is still there.", "removed_at"),
        _column("how", "text", "How it left: removed or ordered."),
    ),
)  # fmt: skip

DELIVERIES = Shape(
    name="deliveries",
    about="When parcels left and arrived.",
    columns=(
        _column("order", "text", "Of which order.", "order_id", needed=True),
        _column("dispatched_at", "instant", "When it left.", "shipped_at", "fulfilled at", needed=True),
        _column("delivered_at", "instant", "When it arrived."),
    ),
)

MEMBERS = Shape(
    name="members",
    about="Who the buyers are.",
    columns=(
        _column("member", "text", "Who.", "customer_id", "household_id", "code", needed=True),
        _column("joined_at", "instant", "Since when.", "created_at"),
        _column("level", "text", "Member level."),
        _column("segment", "text", "The group they are counted in.", "group"),
        _column("region", "text", "Where they live or shop."),
    ),
)

PLACEMENTS = Shape(
    name="placements",
    about="What was shown where: displays in a store, mailers of a week.",
    columns=(
        _column("sku", "text", "Which goods.", "product_id", needed=True),
        _column("place", "text", "In which store or venue.", "store_id", needed=True),
        _column("from_day", "day", "The Monday of its week.", needed=True),
        _column("display", "text", "Where on the floor; empty for nowhere."),
        _column("mailer", "text", "Where in the mailer; empty for nowhere."),
    ),
)

SHIPPING = Shape(
    name="shipping",
    about="What buyers paid for delivery; it is no sale of goods.",
    columns=(
        _column("order", "text", "Of which order.", "order_id", needed=True),
        _column("day", "day", "When.", needed=True),
        _column("amount", "money", "How much.", needed=True),
    ),
)

CAMPAIGNS = Shape(
    name="campaigns",
    about="Campaigns that reached some buyers and not others; whom, `coupons` says under the campaign's name.",
    columns=(
        _column("campaign", "text", "Its name.", "campaign_id", needed=True),
        _column("kind", "text", "What sort of campaign.", "type"),
        _column("from_day", "day", "Its first day.", "starts_on", needed=True),
        _column("to_day", "day", "Its last day.", "ends_on", needed=True),
        _column("redemptions", "whole", "How often its coupons were used."),
    ),
)

CAMPAIGN_GOODS = Shape(
    name="campaign_goods",
    about="The goods that a campaign's coupons named.",
    columns=(
        _column("campaign", "text", "Which campaign.", "campaign_id", needed=True),
        _column("sku", "text", "Which goods.", "product_id", needed=True),
    ),
)

NAMES = Shape(
    name="names",
    about="What shops, categories, coupons and promotions are called, where their code is not their name.",
    columns=(
        _column("code", "text", "The code, or a category's path.", needed=True),
        _column("language", "text", "en, zh-hans or es; empty for the shops' own."),
        _column("name", "text", "What people call it.", needed=True),
    ),
)

SHAPES: tuple[Shape, ...] = (
    LINES, DISCOUNTS, REFUNDS, PRODUCTS, COSTS, MARGINS, SPENDING, TRAFFIC, VIEWS, STOCK, COUPONS, CARTS, DELIVERIES, MEMBERS,
    PLACEMENTS, SHIPPING, CAMPAIGNS, CAMPAIGN_GOODS, NAMES,
)  # fmt: skip
BY_NAME = {shape.name: shape for shape in SHAPES}
