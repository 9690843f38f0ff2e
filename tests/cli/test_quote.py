"""feria quote: a cart priced and explained, from the command line."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any, NamedTuple

import pytest

from tests.cli.conftest import ROOT, Feria
from tests.festival.documents import SOUND, promotion

Agreed = Callable[[str, str], None]
FESTIVAL = "examples/festivals/double-eleven.yaml"
BLACK_FRIDAY = "examples/festivals/black-friday.yaml"
MIDNIGHT = ("--at", "2026-11-11 00:30")


@pytest.mark.parametrize("language", ["en", "zh-hans", "es"])
@pytest.mark.parametrize("cart", ["weeknight", "party"])
def test_a_receipt_in_each_language(feria: Feria, agreed: Agreed, cart: str, language: str) -> None:
    outcome = feria("quote", FESTIVAL, f"examples/carts/{cart}.json", *MIDNIGHT, "--language", language)

    assert outcome.status == 0
    agreed(f"quote-{cart}.{language}.txt", outcome.out)


class Scene(NamedTuple):
    """A cart of Black Friday, and when it is paid."""

    cart: str
    at: str


FRIDAY = [Scene("dorm-desk", "2026-11-27 07:00"), Scene("game-club", "2026-11-27 23:00")]


@pytest.mark.parametrize("language", ["en", "zh-hans", "es"])
@pytest.mark.parametrize("scene", FRIDAY, ids=lambda scene: scene.cart)
def test_a_receipt_with_points_shipping_and_grants(
    feria: Feria, agreed: Agreed, scene: Scene, language: str
) -> None:
    cart = f"examples/carts/{scene.cart}.json"
    outcome = feria("quote", BLACK_FRIDAY, cart, "--at", scene.at, "--language", language)

    assert outcome.status == 0
    agreed(f"quote-{scene.cart}.{language}.txt", outcome.out)


class Told(NamedTuple):
    """A fact about an order that a cart states, and how the quote changes with it."""

    fact: dict[str, Any]
    promotion: str
    without: str


TOLD = [
    Told({"payment": "feria-card"}, "feria-card", "needs-payment"),
    Told({"rank": 50}, "first-fifty", "needs-rank"),
    Told({"group": 5}, "club-order", "needs-group"),
    Told({"points": 100}, "points-as-money", "needs-points"),
    Told({"shipping_fee": "4.90"}, "ships-free", "no-fee"),
]


@pytest.mark.parametrize("told", TOLD, ids=lambda told: told.promotion)
def test_a_cart_states_what_a_promotion_asks_about_the_order(
    feria: Feria, tmp_path: Path, told: Told
) -> None:
    def priced(facts: dict[str, Any]) -> Any:
        file = tmp_path / "cart.json"
        file.write_text(
            json.dumps({"lines": [LINE | {"unit_price": "99.00"}], "region": "NJ"} | facts), "utf-8"
        )
        return json.loads(feria("quote", BLACK_FRIDAY, str(file), "--at", "2026-11-27 07:00", "--json").out)

    def applied(quote: Any) -> set[str]:
        return {each["promotion"] for each in quote.get("adjustments", ())}

    silent, stated = priced({}), priced(told.fact)

    assert told.promotion in applied(stated) - applied(silent)
    assert {each["promotion"]: each["code"] for each in silent["refusals"]}[told.promotion] == told.without


@pytest.mark.parametrize(
    ("policy", "payable"), [("clamp", "140.00"), ("refuse", "229.00"), ("warn", "139.00")]
)
def test_a_cart_states_what_is_done_at_a_floor(
    feria: Feria, tmp_path: Path, policy: str, payable: str
) -> None:
    """R2.21."""
    file = tmp_path / "cart.json"
    tern = {"sku": "TERN-4", "shop": "audio", "unit_price": "229.00", "quantity": 1, "floor": "140.00"}
    brand = {"id": "x", "name": "Tern 139", "lane": "item", "benefit": "{fixed_price: 139.00}"}
    festival = tmp_path / "festival.yaml"
    festival.write_text(SOUND.replace("[grocery, produce]", "[audio]") + promotion(**brand), "utf-8")
    file.write_text(json.dumps({"lines": [tern], "floors": policy}), "utf-8")

    out = feria("quote", str(festival), str(file), "--at", "2026-11-11 07:00").out

    assert out.split("To pay")[1].split()[0] == payable
    assert ("Below the least price" in out) == (policy == "warn")


def test_a_gift_picked_takes_the_moneys_place(feria: Feria) -> None:
    """R2.9: one of the two, never both."""
    cart = "examples/carts/dorm-desk.json"
    quote = json.loads(feria("quote", BLACK_FRIDAY, cart, "--at", FRIDAY[0].at, "--json").out)

    assert "money-or-gift" not in {each["promotion"] for each in quote.get("adjustments", ())}
    assert ("gift", "LAMP-2") in {(each["what"], each.get("of")) for each in quote["grants"]}


def test_a_quote_as_json_adds_up(feria: Feria) -> None:
    outcome = feria("quote", FESTIVAL, "examples/carts/party.json", *MIDNIGHT, "--json")

    quote = json.loads(outcome.out)
    assert outcome.status == 0
    assert (
        quote["listed"] - quote["reduction"]
        == quote["payable"]
        == sum(line["payable"] for line in quote["lines"])
    )
    assert sum(each["amount"] for each in quote["adjustments"]) == -quote["reduction"]


def test_beer_is_never_reduced(feria: Feria) -> None:
    quote = json.loads(feria("quote", FESTIVAL, "examples/carts/party.json", *MIDNIGHT, "--json").out)

    beer = next(line for line in quote["lines"] if line["sku"] == "849202")
    assert beer["payable"] == beer["listed"]


def test_the_same_cart_costs_more_by_daylight(feria: Feria) -> None:
    cart = "examples/carts/weeknight.json"

    midnight, noon, week_before = (
        json.loads(feria("quote", FESTIVAL, cart, "--at", at, "--json").out)["payable"]
        for at in ("2026-11-11 00:30", "2026-11-11 12:00", "2026-11-04 12:00")
    )

    assert midnight < noon < week_before


class Faulty(NamedTuple):
    """A cart with a fault, and what must be said about it."""

    name: str
    change: dict[str, Any]
    said: str


LINE = {"sku": "1", "shop": "grocery", "unit_price": "1.00", "quantity": 1}
FAULTY = [
    Faulty("no units", {"quantity": 0}, "line 1 (sku 1): quantity is 0; expected 1 to 100000"),
    Faulty("fewer than none", {"quantity": -3}, "line 1 (sku 1): quantity is -3; expected 1 to 100000"),
    Faulty("enormous", {"quantity": 10**9}, "line 1 (sku 1): quantity is 1000000000; expected 1 to 100000"),
    Faulty("half a unit", {"quantity": 0.5}, "line 1 (sku 1): quantity: expected `int`, got `float`"),
    Faulty("a negative price", {"unit_price": "-1.00"}, 'line 1 (sku 1): unit_price is `-1.00`; expected an amount such as "12.50"'),
    Faulty("a price as a float", {"unit_price": 1.5}, "line 1 (sku 1): unit_price: expected `str`, got `float`"),
    Faulty("a fraction of a cent", {"unit_price": "1.005"}, "line 1 (sku 1): unit_price is 1.005; USD has 2 decimals"),
    Faulty("not a number", {"unit_price": "NaN"}, 'line 1 (sku 1): unit_price is `NaN`; expected an amount such as "12.50"'),
    Faulty("an unknown field", {"price": "1.00"}, "line 1 (sku 1): object contains unknown field `price`"),
]  # fmt: skip


@pytest.mark.parametrize("faulty", FAULTY, ids=lambda faulty: faulty.name)
def test_a_faulty_line_is_named(feria: Feria, tmp_path: Path, faulty: Faulty) -> None:
    file = tmp_path / "cart.json"
    file.write_text(json.dumps({"lines": [LINE | faulty.change]}), "utf-8")

    outcome = feria("quote", FESTIVAL, str(file), *MIDNIGHT)

    assert outcome.status == 1
    assert outcome.err == f"feria quote: {file}: {faulty.said}\n"


def test_all_faults_of_a_cart_are_told_at_once(feria: Feria, tmp_path: Path) -> None:
    file = tmp_path / "cart.json"
    lines = [LINE | {"quantity": 0}, LINE | {"unit_price": "x"}, "milk"]
    cart = {
        "currency": "EUR",
        "lines": lines,
        "buyer": {"level": "diamond"},
        "coupons": [{"code": "x"}],
        "shipping": 1,
    }
    file.write_text(json.dumps(cart), "utf-8")

    outcome = feria("quote", FESTIVAL, str(file), *MIDNIGHT)

    told = outcome.err.replace(f"feria quote: {file}: ", "").splitlines()
    assert [sentence.partition(" ")[0] for sentence in told] == [
        "a",
        "the",
        "line",
        "line",
        "line",
        "coupon",
        "buyer:",
    ]


class Odd(NamedTuple):
    """A fact about the order that cannot be, and what is said."""

    fact: dict[str, Any]
    said: str


ODD = [
    Odd({"rank": -1}, "the cart: rank: expected `int` >= 0"),
    Odd({"group": 0}, "the cart: group: expected `int` >= 1"),
    Odd({"points": "all"}, "the cart: points: expected `int`, got `str`"),
    Odd({"shipping_fee": "free"}, 'shipping_fee is `free`; expected an amount such as "12.50"'),
    Odd({"picks": [{"gift": "LAMP-2"}]}, "the cart: picks[0]: object missing required field `promotion`"),
    Odd({"buyer": {"orders": -1}}, "buyer: orders: expected `int` >= 0"),
]


@pytest.mark.parametrize("odd", ODD, ids=lambda odd: next(iter(odd.fact)))
def test_an_odd_fact_about_the_order_is_named(feria: Feria, tmp_path: Path, odd: Odd) -> None:
    file = tmp_path / "cart.json"
    file.write_text(json.dumps({"lines": [LINE]} | odd.fact), "utf-8")

    outcome = feria("quote", FESTIVAL, str(file), *MIDNIGHT)

    assert (outcome.status, outcome.err) == (1, f"feria quote: {file}: {odd.said}\n")


@pytest.mark.parametrize("text", ["", "[", "[]", '{"lines": 3}', '{"lines": []}', "[" * 100_000], ids=repr)
def test_what_is_no_cart_is_refused_in_a_sentence(feria: Feria, tmp_path: Path, text: str) -> None:
    file = tmp_path / "cart.json"
    file.write_text(text, "utf-8")

    outcome = feria("quote", FESTIVAL, str(file), *MIDNIGHT)

    assert outcome.status == 1
    assert outcome.err.count("\n") == 1


def test_a_festival_that_is_not_sound_prices_nothing(feria: Feria) -> None:
    outcome = feria("quote", "tests/cli/bad.yaml", "examples/carts/weeknight.json", *MIDNIGHT)

    assert (outcome.status, outcome.out) == (1, "")
    assert "error[unknown-benefit]" in outcome.err


class NoMoment(NamedTuple):
    """What is no moment on New York's clocks, and what must be said."""

    written: str
    said: str


NO_MOMENTS = [
    NoMoment("2026-03-08 02:30", "the clocks jump over it; the next moment that exists is 2026-03-08 03:30"),
    NoMoment("2026-11-01 01:30", "say which one: `2026-11-01 01:30 -04:00` or `2026-11-01 01:30 -05:00`"),
    NoMoment("2026-11-11", "an instant needs its time too"),
    NoMoment("midnight", "`midnight` is not a local date and time such as 2026-11-11 00:00"),
]


@pytest.mark.parametrize("moment", NO_MOMENTS, ids=lambda moment: moment.written)
def test_a_moment_that_is_none_is_refused_with_the_reason(feria: Feria, moment: NoMoment) -> None:
    outcome = feria("quote", FESTIVAL, "examples/carts/weeknight.json", "--at", moment.written)

    assert (outcome.status, outcome.out) == (2, "")
    assert moment.said in outcome.err


@pytest.mark.parametrize(
    "cart", sorted((ROOT / "examples" / "carts").glob("*.json")), ids=lambda file: file.stem
)
def test_every_example_cart_can_be_priced(feria: Feria, cart: Path) -> None:
    assert feria("quote", FESTIVAL, str(cart), *MIDNIGHT).status == 0


def test_a_cart_that_is_not_there_is_one_sentence(feria: Feria) -> None:
    outcome = feria("quote", FESTIVAL, "examples/carts/weekend.json", *MIDNIGHT)

    assert outcome.status == 2
    assert outcome.err.startswith("feria quote: there is no file examples/carts/weekend.json. Beside it: ")
