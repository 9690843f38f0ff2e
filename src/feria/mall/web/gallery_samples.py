"""Sample values for the gallery. They show the look; no page of the mall reads them."""

from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from typing import Any

from feria.mall.web import parts
from feria.mall.web.illustrations import art_for

NOW = datetime(2026, 11, 11, 13, 14, 22, tzinfo=UTC)
PHASES = ("build-up", "presale", "warm-up", "main", "encore", "after")
PERIODS = ("frenzy", "rational", "closing")

# name, category path, type, size, price, reference, badge
GOODS = (
    ("Choice beef chuck roast", "Meat > Beef", "Choice beef", "2.5 lb", 1249, 1599, "Frenzy price"),
    ("Strawberries, one pound", "Produce > Berries", "Strawberries", "16 oz", 249, 399, "Half price hour"),
    ("Whole milk, one gallon", "Grocery > Fluid milk products", "Fluid milk white only", "1 gal", 279, None, ""),
    ("Sharp cheddar, natural chunk", "Grocery > Cheese", "Natural cheese exact wt chunks", "8 oz", 189, 250, "3 for 5.00"),
    ("Ground coffee, medium roast", "Grocery > Coffee", "Ground coffee", "34.5 oz", 799, 1099, "Mall coupon"),
    ("Frozen pizza, four cheese", "Grocery > Frozen pizza", "Pizza premium", "22 oz", 449, 599, ""),
    ("Large eggs", "Grocery > Eggs", "Eggs - large", "18 ct", 199, None, ""),
    ("Sandwich bread, whole wheat", "Grocery > Baked bread", "Mainstream wheat bread", "20 oz", 139, 189, "Saves with milk"),
    ("Laundry detergent, liquid", "Grocery > Laundry detergents", "Liquid laundry detergents", "100 oz", 899, 1199, "Shop coupon"),
    ("Cola, twelve cans", "Grocery > Soft drinks", "Soft drinks 12pk can", "12 x 12 oz", 333, 450, "300 less 50"),
    ("Rose bouquet", "Floral > Roses", "Rose bouquet", "12 stems", 1199, None, ""),
    ("Dry dog food", "Grocery > Dog foods", "Dry dog food premium", "17 lb", 1149, 1399, ""),
)


def product_cards() -> list[parts.ProductCard]:
    """A dozen cards, one sold out, one with two badges."""
    return [_card(index, *row) for index, row in enumerate(GOODS)]


def _card(index: int, name: str, path: str, kind: str, size: str, price: int, was: int | None, badge: str) -> parts.ProductCard:
    badges = [parts.Badge(text=badge, tone="accent")] if badge else []
    if index == 1:
        badges.append(parts.Badge(text="12 left", tone="time", icon="clock"))
    saving = f"You save {((was or 0) - price) / 100:.2f}" if was else ""
    return parts.ProductCard(
        name=name, url="#product", sku=f"P{index}", note=size, badges=badges, sold_out=index == 10,
        art=art_for(path, kind, seed=name), add_url="#add", favourite_url="#favourite", is_favourite=index == 2,
        price=parts.Price(amount=price, currency="USD", reference=was, saving=saving),
    )


def explanation() -> parts.Receipt:
    """A price explained, with one refusal."""
    row = parts.ReceiptRow
    return parts.Receipt(
        currency="USD", caption="Ground coffee, medium roast, 1 piece",
        rows=(
            row(label="Listed price", amount=1099),
            row(label="Main-day price", amount=-200, note="Item price, borne by the shop", kind="saving"),
            row(label="Spend 30, save 5", amount=-67, note="This piece's share of 5.00, borne by the mall", kind="saving"),
            row(label="Mall coupon 20 - 3", amount=-33, note="This piece's share of 3.00, borne by the mall", kind="saving"),
            row(label="You pay", amount=799, kind="total"),
        ),
        refusals=("Spend 50, save 10: needs 50.00, has 46.20.", "Coffee club coupon: for members of level Gold."),
    )


def cart_lines() -> list[parts.CartLine]:
    """Three lines: reduced and explained, plain, with a problem."""
    first, milk, roses = product_cards()[4], product_cards()[2], product_cards()[10]
    return [
        parts.CartLine(name=first.name, url="#", art=first.art, sku="P4", quantity=2, currency="USD", total=1598, list_total=2198,
                       unit=799, note="34.5 oz", saving="You save $6.00", receipt=explanation(), update_url="#", remove_url="#"),
        parts.CartLine(name=milk.name, url="#", art=milk.art, sku="P2", quantity=1, currency="USD", total=279, note="1 gal",
                       update_url="#", remove_url="#"),
        parts.CartLine(name=roses.name, url="#", art=roses.art, sku="P10", quantity=3, currency="USD", total=3597, note="12 stems",
                       problem="Only 1 left. Take 1, or remove the line to go on.", update_url="#", remove_url="#", max_quantity=1),
    ]


def coupons() -> list[parts.Coupon]:
    """To claim, claimed, gone."""
    return [
        parts.Coupon(title="Whole mall", need="on 20.00 or more", terms="Every shop, until 11 November, 24:00. One an order.",
                     amount=300, currency="USD", claim_url="#claim"),
        parts.Coupon(title="Pastry shop", need="on 10.00 or more", terms="Cakes, pies and bread. With the shop's reduction.",
                     rate_text="20 %", state_text="Claimed"),
        parts.Coupon(title="Early birds", need="on 40.00 or more", terms="The first 500 claims.", amount=800, currency="USD",
                     state_text="All gone", usable=False),
    ]


def tier_meter() -> parts.TierMeter:
    """46.20 on the way to 100."""
    tier = parts.Tier
    return parts.TierMeter(label="Spend and save across the mall", percent=46, currency="USD", value=4620,
                           message="Add 3.80 for 10 off instead of 5 off",
                           tiers=(tier(threshold=3000, reward="5 off", reached=True), tier(threshold=5000, reward="10 off"), tier(threshold=10000, reward="25 off")))


def order_steps() -> list[parts.Step]:
    """Paid, being packed."""
    step = parts.Step
    return [
        step(title="Ordered", state="done", at=NOW - timedelta(minutes=9)),
        step(title="Paid", state="done", at=NOW - timedelta(minutes=7), note="Card ending 4242"),
        step(title="Being packed", state="now", note="Three shops pack at once"),
        step(title="On its way", state="later"), step(title="Delivered", state="later"),
    ]


def phase_steps() -> list[parts.Step]:
    """A festival's phases with warm-up behind and the day on."""
    starts = (("Build-up", 9, 1), ("Presale", 10, 21), ("Warm-up", 11, 1), ("Main day", 11, 11), ("Encore", 11, 12))
    states: tuple[parts.StepState, ...] = ("done", "done", "done", "now", "later")
    return [parts.Step(title=title, state=state, at=datetime(2026, month, day, tzinfo=UTC))
            for (title, month, day), state in zip(starts, states, strict=True)]


def shell(phase: str, period: str) -> parts.Shell:
    """A frame with a member, four things in the cart and a nudge."""
    link = parts.Link
    return parts.Shell(
        home_url="#", search_url="#", cart_url="#cart", cart_count=4, cart_total=4620, nudge="Add $3.80 for $10 off instead of $5 off",
        favourites_url="#", account_name="Maya", account_url="#", orders_url="#", sign_out_url="#", language_url="#",
        festival_title="Double Eleven", phase=phase, period=period,
        nav=tuple(link(text=text, url="#", current=text == "Today") for text in
                  ("Today", "Grocery", "Produce", "Meat", "Deli", "Pastry", "Seafood", "Drug & home", "Floral", "Garden")),
        footer=(("Help", (link(text="Delivery and returns", url="#"), link(text="How prices work", url="#"))),
                ("Festival", (link(text="Phases and rules", url="#"), link(text="Live board", url="#"))),
                ("Mall", (link(text="All shops", url="#"), link(text="HTTP API", url="#")))),
    )


def samples(*, phase: str, period: str) -> Mapping[str, Any]:
    """Everything the gallery's templates name."""
    cards = product_cards()
    art = sorted(path.stem for path in (parts_dir() / "art" / "goods").glob("*.svg"))
    icons = sorted(path.stem for path in (parts_dir() / "art" / "icons").glob("*.svg"))
    return {
        "shell": shell(phase, period), "phases": PHASES, "periods": PERIODS, "now": NOW, "until": NOW + timedelta(hours=10, minutes=45),
        "cards": cards, "shelf": cards[:6], "product": cards[4], "coupons": coupons(), "meter": tier_meter(), "receipt": explanation(),
        "lines": cart_lines(), "order_steps": order_steps(), "phase_steps": phase_steps(),
        "motifs": [parts.Art(motif=name, tint=index % 8 + 1) for index, name in enumerate(art)], "icons": icons,
        "badges": [parts.Badge(text=tone.capitalize(), tone=tone) for tone in ("plain", "action", "accent", "time", "save", "info")],
        "nudge": parts.Nudge(lead="Add $3.80", rest="for $10 off instead of $5 off.", url="#", url_text="What fits"),
        "nudge_won": parts.Nudge(lead="$10 off", rest="earned across the mall.", won=True),
        "empty": parts.Empty(title="Your cart is empty", text="The main day ends at midnight. Start with what others keep.",
                             action=parts.Link(text="See today's prices", url="#")),
        "stats": stats(), "work": work_frame(), "rows": work_rows(), "crumbs": [parts.Link(text=t, url="#") for t in ("Mall", "Grocery", "Coffee")],
        "tabs": [parts.Link(text="All", url="#", current=True, count=128), parts.Link(text="To pack", url="#", count=14), parts.Link(text="Sent", url="#")],
        "document": DOCUMENT.splitlines(), "ranks": RANKS,
    }


def stats() -> list[parts.Stat]:
    """A desk's four figures."""
    return [
        parts.Stat(label="Sales today", amount=1284390, currency="USD", note="18 % over last year, same second", trend="up"),
        parts.Stat(label="Orders", text="412", note="14 to pack", url="#"),
        parts.Stat(label="Average order", amount=3117, currency="USD", note="2 % under the plan", trend="down"),
        parts.Stat(label="Discount cost", amount=98420, currency="USD", note="7.7 % of sales"),
    ]


def work_frame() -> dict[str, Any]:
    """Side navigation of a desk."""
    link = parts.Link
    return {"name": "Merchant desk", "home_url": "#", "store_url": "#", "sign_out_url": "#", "person": "Noor, Grocery",
            "nav": (("", (link(text="Today", url="#", icon="bars", current=True), link(text="Orders", url="#", icon="package", count=14))),
                    ("Goods", (link(text="Products", url="#", icon="tag"), link(text="Stock", url="#", icon="stock", count=3))),
                    ("Festival", (link(text="Promotions", url="#", icon="percent"), link(text="Coupons", url="#", icon="ticket"))))}


def work_rows() -> list[dict[str, Any]]:
    """Products of a desk's table."""
    return [{"card": card, "sold": 240 - 19 * index, "share": 100 - 8 * index, "stock": 0 if index == 4 else 37 * index + 12}
            for index, card in enumerate(product_cards()[:8])]


def parts_dir() -> Any:
    """Where the drawings are."""
    from pathlib import Path

    return Path(__file__).parent


RANKS = (("Grocery", 48213077, 100), ("Meat", 12204140, 46), ("Produce", 9310255, 37), ("Drug & home", 6018833, 25), ("Deli", 3322190, 16), ("Pastry", 1204118, 8))

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
