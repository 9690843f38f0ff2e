"""A sample cart, its explanation, an order's way, a festival's phases; no page of the mall reads them."""

from datetime import UTC, datetime, timedelta

from feria.mall.web import parts
from feria.mall.web.gallery.goods import product_cards

NOW = datetime(2026, 11, 11, 13, 14, 22, tzinfo=UTC)


def explanation() -> parts.Receipt:
    """A price explained, with one refusal."""
    row = parts.ReceiptRow
    return parts.Receipt(
        currency="USD",
        caption="Ground coffee, medium roast, 1 piece",
        rows=(
            row(label="Listed price", amount=1099),
            row(label="Main-day price", amount=-200, note="Item price, borne by the shop", kind="saving"),
            row(
                label="Spend 30, save 5",
                amount=-67,
                note="This piece's share of 5.00, borne by the mall",
                kind="saving",
            ),
            row(
                label="Mall coupon 20 - 3",
                amount=-33,
                note="This piece's share of 3.00, borne by the mall",
                kind="saving",
            ),
            row(label="You pay", amount=799, kind="total"),
        ),
        refusals=(
            "Spend 50, save 10: needs 50.00, has 46.20.",
            "Coffee club coupon: for members of level Gold.",
        ),
    )


def cart_lines() -> list[parts.CartLine]:
    """Three lines: reduced and explained, plain, with a problem."""
    first, milk, roses = product_cards()[4], product_cards()[2], product_cards()[10]
    return [
        parts.CartLine(
            name=first.name,
            url="#",
            art=first.art,
            sku="P4",
            quantity=2,
            currency="USD",
            total=1598,
            list_total=2198,
            unit=799,
            note="34.5 oz",
            saving="You save $6.00",
            receipt=explanation(),
            update_url="#",
            remove_url="#",
        ),
        parts.CartLine(
            name=milk.name,
            url="#",
            art=milk.art,
            sku="P2",
            quantity=1,
            currency="USD",
            total=279,
            note="1 gal",
            update_url="#",
            remove_url="#",
        ),
        parts.CartLine(
            name=roses.name,
            url="#",
            art=roses.art,
            sku="P10",
            quantity=3,
            currency="USD",
            total=3597,
            note="12 stems",
            problem="Only 1 left. Take 1, or remove the line to go on.",
            update_url="#",
            remove_url="#",
            max_quantity=1,
        ),
    ]


def order_steps() -> list[parts.Step]:
    """Paid, being packed."""
    step = parts.Step
    return [
        step(title="Ordered", state="done", at=NOW - timedelta(minutes=9)),
        step(title="Paid", state="done", at=NOW - timedelta(minutes=7), note="Card ending 4242"),
        step(title="Being packed", state="now", note="Three shops pack at once"),
        step(title="On its way", state="later"),
        step(title="Delivered", state="later"),
    ]


def phase_steps() -> list[parts.Step]:
    """A festival's phases with warm-up behind and the day on."""
    starts = (
        ("Build-up", 9, 1),
        ("Presale", 10, 21),
        ("Warm-up", 11, 1),
        ("Main day", 11, 11),
        ("Encore", 11, 12),
    )
    states: tuple[parts.StepState, ...] = ("done", "done", "done", "now", "later")
    return [
        parts.Step(title=title, state=state, at=datetime(2026, month, day, tzinfo=UTC))
        for (title, month, day), state in zip(starts, states, strict=True)
    ]


def day_steps() -> list[parts.Step]:
    """The main day's periods (R1.2)."""
    step = parts.Step
    return [
        step(title="Frenzy", state="done", note="0:00 to 2:00, limited pieces"),
        step(title="All day", state="now", note="2:00 to 21:00, bundles and free orders"),
        step(title="Closing", state="later", note="21:00 to 24:00, last offers"),
    ]


def cart_total() -> parts.Receipt:
    """A whole cart, explained."""
    row = parts.ReceiptRow
    return parts.Receipt(
        currency="USD",
        caption="6 items from 3 shops",
        rows=(
            row(label="Listed prices", amount=6074),
            row(label="Main-day prices", amount=-600, kind="saving"),
            row(label="Spend 30, save 5", note="Across the mall", amount=-500, kind="saving"),
            row(label="Mall coupon 20 - 3", note="Claimed today", amount=-300, kind="saving"),
            row(label="Delivery", note="Festival goods ship free", amount=0, kind="rule"),
            row(label="You pay", amount=4674, kind="total"),
        ),
        refusals=("Spend 50, save 10: needs 50.00, has 46.20.",),
    )
