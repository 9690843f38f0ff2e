"""A sample desk and board; no page of the mall reads them."""

from typing import Any

from feria.mall.web import parts
from feria.mall.web.gallery.goods import product_cards

RANKS = tuple(
    parts.Rank(name=name, amount=amount, share=share)
    for name, amount, share in (
        ("Grocery", 48213077, 100),
        ("Meat", 12204140, 46),
        ("Produce", 9310255, 37),
        ("Drug & home", 6018833, 25),
        ("Deli", 3322190, 16),
        ("Pastry", 1204118, 8),
    )
)

DOCUMENT = """festival: double-eleven
title: Double Eleven
currency: USD
phases:
  - name: warm-up
    starts_at: 2026-11-01T00:00
    ends_at: 2026-11-11T00:00
promotions:
  - id: mall-spend
    lane: mall
    funder: mall
    tiers:
      - {spend: 30.00, less: 5.00}
      - {spend: 50.00, less: 10.00}   # was 60.00 in draft 3
      - {spend: 100.00, less: 25.00}"""


def stats() -> list[parts.Stat]:
    """A desk's four figures."""
    return [
        parts.Stat(
            label="Sales today",
            amount=1284390,
            currency="USD",
            note="18 % over last year, same second",
            trend="up",
        ),
        parts.Stat(label="Orders", text="412", note="14 to pack", url="#"),
        parts.Stat(
            label="Average order", amount=3117, currency="USD", note="2 % under the plan", trend="down"
        ),
        parts.Stat(label="Discount cost", amount=98420, currency="USD", note="7.7 % of sales"),
    ]


def work_frame() -> dict[str, Any]:
    """Side navigation of a desk."""
    link = parts.Link
    return {
        "name": "Merchant desk",
        "home_url": "#",
        "store_url": "#",
        "sign_out_url": "#",
        "person": "Noor, Grocery",
        "nav": (
            (
                "",
                (
                    link(text="Today", url="#", icon="bars", current=True),
                    link(text="Orders", url="#", icon="package", count=14),
                ),
            ),
            (
                "Goods",
                (
                    link(text="Products", url="#", icon="tag"),
                    link(text="Stock", url="#", icon="stock", count=3),
                ),
            ),
            (
                "Festival",
                (
                    link(text="Promotions", url="#", icon="percent"),
                    link(text="Coupons", url="#", icon="ticket"),
                ),
            ),
        ),
    }


def work_rows() -> list[dict[str, Any]]:
    """Products of a desk's table."""
    return [
        {
            "card": card,
            "sold": 240 - 19 * index,
            "sales": card.price.amount * (240 - 19 * index),
            "stock": 0 if index == 4 else 37 * index + 12,
        }
        for index, card in enumerate(product_cards()[:8])
    ]


def goods_ranks() -> list[parts.Rank]:
    """The board's best sellers by pieces."""
    return [
        parts.Rank(name=card.name, text=f"{6184 - 811 * index:,}", share=100 - 13 * index)
        for index, card in enumerate(product_cards()[:6])
    ]
