"""Rush sessions of a document: instants, limits, and prices that only a claim brings (R3.4)."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

import msgspec
import pytest

from feria.festival import Document, KnownCatalogue, RushDesign, RushGood, check, load
from feria.pricing import Cart, Line, Quote, compile_plan
from tests.festival.documents import SOUND, promotion, rush

EXAMPLE = Path(__file__).parents[2] / "examples" / "festivals" / "double-eleven.yaml"
TWO_GOODS = SOUND + rush(
    "{sku: 1082185, price: 0.50, units: 10, per_member: 1}",
    "{sku: 995242, price: USD 1, units: 20}",
    per_member="2",
    pay_within="10",
    early_access="{level: gold, minutes: 5}",
    name="{en: Ten, es: Las diez}",
)


def read(text: str) -> Document:
    loaded = load(text)
    assert loaded.document is not None, loaded.problems
    return loaded.document


def only_rush(text: str) -> RushDesign:
    (found,) = read(text).rushes
    return found


def utc(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=UTC)


def test_a_session_is_read_in_the_documents_time_and_money() -> None:
    assert only_rush(TWO_GOODS) == RushDesign(
        id="ten-am",
        code="trial.ten-am",
        names={"en": "Ten", "es": "Las diez"},
        opens_at=utc("2026-11-11 15:00"),
        closes_at=utc("2026-11-11 17:00"),
        pay_within=10,
        per_member=2,
        early_level=2,
        early_minutes=5,
        products=(
            RushGood(sku="1082185", price=50, units=10, per_member=1),
            RushGood(sku="995242", price=100, units=20),
        ),
    )


def test_what_is_left_out_is_a_quarter_of_an_hour_to_pay_and_no_limit() -> None:
    found = only_rush(SOUND + rush())

    assert (found.pay_within, found.per_member, found.products[0].per_member) == (15, None, None)
    assert found.early_opens_at == found.opens_at


def test_early_access_starts_before_the_session() -> None:
    assert only_rush(TWO_GOODS).early_opens_at == utc("2026-11-11 14:55")


def test_a_document_with_sessions_survives_being_written_down() -> None:
    document = read(TWO_GOODS)

    assert msgspec.json.decode(msgspec.json.encode(document), type=Document) == document
    assert check(document) == ()


def priced(document: Document, *lines: Line) -> Quote:
    """By everything the engine could use: the document's promotions and its sessions' prices."""
    prices = [price for each in document.rushes for price in each.promotions(document.currency)]
    plan = compile_plan([*document.all_promotions, *prices])
    return plan.quote(Cart(currency="USD", lines=lines), utc("2026-11-13 12:00"))


def line(sku: str, *tags: str) -> Line:
    return Line(id=sku, sku=sku, quantity=1, unit_price=300, shop="grocery", category="grocery", tags=tags)


def test_given_a_claims_tag_then_a_line_has_the_rush_price_whenever_it_is_paid() -> None:
    quote = priced(read(TWO_GOODS), line("1082185", "rush:trial.ten-am"))

    assert quote.payable == 50
    assert [each.promotion for each in quote.adjustments] == ["rush:trial.ten-am:1082185"]
    assert quote.adjustments[0].names == {"en": "Ten", "es": "Las diez"}


@pytest.mark.parametrize(
    "strange",
    [line("1082185"), line("1082185", "rush:trial.eleven"), line("77", "rush:trial.ten-am")],
    ids=["no tag", "another session's", "another product"],
)
def test_given_no_claim_on_it_then_a_line_has_no_rush_price(strange: Line) -> None:
    assert priced(read(TWO_GOODS), strange).payable == 300


def test_given_a_price_that_is_better_then_the_claim_does_not_stand_in_its_way() -> None:
    """R2.1: inside the lane the best one wins."""
    text = TWO_GOODS + promotion(benefit="{fixed_price: 0.25}", when="{phase: main}")
    document = read(text)
    prices = [price for each in document.rushes for price in each.promotions("USD")]
    plan = compile_plan([*document.all_promotions, *prices])
    cart = Cart(currency="USD", lines=(line("1082185", "rush:trial.ten-am"),))

    assert plan.quote(cart, utc("2026-11-11 16:00")).payable == 25


def test_no_cart_is_priced_with_rush_prices() -> None:
    """They would be refused in every quote of every shopper."""
    assert read(TWO_GOODS).all_promotions == ()


KNOWN = KnownCatalogue(currency="USD", skus=frozenset({"1082185"}), prices={"1082185": 50})


def test_a_product_the_catalogue_does_not_have_is_named_with_the_nearest() -> None:
    loaded = load(SOUND + rush("{sku: 1082186, price: 0.10, units: 1}"), catalogue=KNOWN)

    assert [(each.code, each.path, each.suggestion) for each in loaded.problems] == [
        ("catalogue-sku", "rush[0].products[0].sku", "did you mean `1082185`?")
    ]


def test_a_price_above_the_listed_one_is_refused() -> None:
    loaded = load(SOUND + rush("{sku: 1082185, price: 0.51, units: 1}"), catalogue=KNOWN)

    (problem,) = loaded.problems
    assert (problem.code, problem.severity, problem.path) == (
        "catalogue-dearer",
        "error",
        "rush[0].products[0].price",
    )
    assert problem.message == "the offer’s price of 0.51 is above the listed price of 0.50"


def test_a_price_that_saves_nothing_is_pointed_out() -> None:
    loaded = load(SOUND + rush("{sku: 1082185, price: 0.50, units: 1}"), catalogue=KNOWN)

    assert [(each.code, each.severity) for each in loaded.problems] == [("catalogue-not-cheaper", "warning")]


def test_double_eleven_has_three_sessions() -> None:
    document = read(EXAMPLE.read_text("utf-8"))

    assert [each.code for each in document.rushes] == [
        "double-eleven-2026.midnight",
        "double-eleven-2026.ten-am",
        "double-eleven-2026.eight-pm",
    ]
    assert {language for each in document.rushes for language in each.names} == {"en", "zh-hans", "es"}
