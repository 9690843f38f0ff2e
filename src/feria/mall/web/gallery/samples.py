"""Everything the gallery's templates name. Samples show the look; no page of the mall reads them."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import Any

from feria.mall.web import parts
from feria.mall.web.gallery.goods import coupons, departments, product_cards, tier_meter
from feria.mall.web.gallery.orders import (
    NOW,
    cart_lines,
    cart_total,
    day_steps,
    explanation,
    order_steps,
    phase_steps,
)
from feria.mall.web.gallery.work import DOCUMENT, RANKS, goods_ranks, stats, work_frame, work_rows

ART = Path(__file__).parent.parent / "art"
PHASES = ("build-up", "presale", "warm-up", "main", "encore", "after")
PERIODS = ("frenzy", "rational", "closing")


def shell(phase: str, period: str) -> parts.Shell:
    """A frame with a member, four things in the cart and a nudge."""
    link = parts.Link
    return parts.Shell(
        home_url="#",
        search_url="#",
        cart_url="#cart",
        cart_count=4,
        cart_total=4620,
        nudge="Add $3.80 for $10 off instead of $5 off",
        favourites_url="#",
        account_name="Maya",
        account_url="#",
        orders_url="#",
        sign_out_url="#",
        language_url="#",
        festival_title="Double Eleven",
        phase=phase,
        period=period,
        nav=tuple(
            link(text=text, url="#", current=text == "Today")
            for text in (
                "Today",
                "Grocery",
                "Produce",
                "Meat",
                "Deli",
                "Pastry",
                "Seafood",
                "Drug & home",
                "Floral",
                "Garden",
            )
        ),
        footer=(
            ("Help", (link(text="Delivery and returns", url="#"), link(text="How prices work", url="#"))),
            ("Festival", (link(text="Phases and rules", url="#"), link(text="Live board", url="#"))),
            ("Mall", (link(text="All shops", url="#"), link(text="HTTP API", url="#"))),
        ),
    )


def samples(*, phase: str, period: str) -> Mapping[str, Any]:
    """Everything the gallery's templates name."""
    cards = product_cards()
    art = sorted(path.stem for path in (ART / "goods").glob("*.svg") if path.stem != "doily")
    icons = sorted(path.stem for path in (ART / "icons").glob("*.svg"))
    return {
        "shell": shell(phase, period),
        "phases": PHASES,
        "periods": PERIODS,
        "now": NOW,
        "until": NOW + timedelta(hours=10, minutes=45),
        "cards": cards,
        "shelf": cards[:6],
        "product": cards[4],
        "coupons": coupons(),
        "meter": tier_meter(),
        "receipt": explanation(),
        "lines": cart_lines(),
        "order_steps": order_steps(),
        "phase_steps": phase_steps(),
        "motifs": [parts.Art(motif=name, tint=index % 8 + 1) for index, name in enumerate(art)],
        "icons": icons,
        "badges": [parts.Badge(text=tone.capitalize(), tone=tone) for tone in parts.TONES],
        "nudge": parts.Nudge(
            lead="Add $3.80", rest="for $10 off instead of $5 off.", url="#", url_text="What fits"
        ),
        "nudge_won": parts.Nudge(lead="$10 off", rest="earned across the mall.", won=True),
        "empty": parts.Empty(
            title="Your cart is empty",
            text="The main day ends at midnight. Start with what others keep.",
            action=parts.Link(text="See today's prices", url="#"),
        ),
        "stats": stats(),
        "work": work_frame(),
        "rows": work_rows(),
        "crumbs": [parts.Link(text=t, url="#") for t in ("Mall", "Grocery", "Coffee")],
        "tabs": [
            parts.Link(text="All", url="#", current=True, count=128),
            parts.Link(text="To pack", url="#", count=14),
            parts.Link(text="Sent", url="#"),
        ],
        "document": DOCUMENT.splitlines(),
        "ranks": RANKS,
        "goods_ranks": goods_ranks(),
        "total_sold": 80272613,
        "document_marked": {13: "marked", 10: "wrong"},
        "day_steps": day_steps(),
        "total": cart_total(),
        "departments": departments(),
        "page_price": replace(cards[4].price, reference_basis="Lowest price in the last 30 days"),
    }
