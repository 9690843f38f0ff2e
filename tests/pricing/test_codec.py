"""Documents are strict and say where they are wrong."""

import json
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from jsonschema import Draft202012Validator

from feria.pricing import Cart, Lane, Line, Percent, Promotion, codec, compile_plan, quote
from feria.pricing.codec import (
    CodecProblem,
    decode_cart,
    decode_promotions,
    decode_quote,
    encode_cart,
    encode_promotions,
    encode_quote,
)
from tests.strategies import NOW, carts, promotion_sets

CART = Cart(currency="CNY", lines=(Line(id="1", sku="tea", quantity=1, unit_price=100, shop="north"),))
SCHEMA = codec.json_schema()
FIXTURES = Path(__file__).with_name("fixtures")
VERSION_1 = sorted(FIXTURES.glob("*-v1.json"))
DECODE: dict[str, Callable[[str], Any]] = {
    "promotions": decode_promotions,
    "cart": decode_cart,
    "quote": decode_quote,
}
ENCODE: dict[str, Callable[[Any], bytes]] = {
    "promotions": encode_promotions,
    "cart": encode_cart,
    "quote": encode_quote,
}
HALF = Promotion(id="half", name="Half", lane=Lane.ITEM, benefit=Percent(bps=5000))


def changed(document: bytes, *path: str | int, to: object) -> str:
    """The document with one place changed."""
    raw: Any = json.loads(document)
    place = raw
    for step in path[:-1]:
        place = place[step]
    place[path[-1]] = to
    return json.dumps(raw)


@pytest.mark.parametrize(
    ("path", "to", "place", "says"),
    [
        (("promotions", 0, "benefit", "kind"), "percnt", "$.promotions[0].benefit.kind", "percnt"),
        (("promotions", 0, "benefit", "bps"), "10%", "$.promotions[0].benefit.bps", "`int`"),
        (("promotions", 0, "benefit", "of"), 1, "$.promotions[0].benefit", "unknown field `of`"),
        (("promotions", 0, "lane"), "side", "$.promotions[0].lane", "side"),
        (("promotions", 0, "stacking"), {"with": ["a"]}, "$.promotions[0].stacking", "unknown field `with`"),
        (("promotions", 0, "stacking"), {"joins": "a"}, "$.promotions[0].stacking.joins", "`array`"),
        (("version",), 99, "$.version", "1 to"),
        (("version",), "1", "$.version", "not known"),
        (("more",), 1, "$", "unknown field `more`"),
    ],
)
def test_a_mistake_in_promotions_is_placed(
    path: tuple[str | int, ...], to: object, place: str, says: str
) -> None:
    with pytest.raises(CodecProblem) as caught:
        decode_promotions(changed(encode_promotions([HALF]), *path, to=to))

    assert caught.value.path == place
    assert says in caught.value.message


@pytest.mark.parametrize("value", [1.5, "2", None, True, float("nan")])
def test_a_quantity_is_a_whole_number(value: object) -> None:
    with pytest.raises(CodecProblem) as caught:
        decode_cart(changed(encode_cart(CART), "cart", "lines", 0, "quantity", to=value))

    assert caught.value.path in ("$.cart.lines[0].quantity", "$")


@pytest.mark.parametrize("document", ["", "{", "[]", "null", "7", "[" * 100_000, '{"version": 1}'])
def test_what_is_no_document_is_refused(document: str) -> None:
    with pytest.raises(CodecProblem):
        decode_cart(document)


def test_an_older_document_is_brought_up_to_date(monkeypatch: pytest.MonkeyPatch) -> None:
    def rename(raw: dict[str, Any]) -> dict[str, Any]:
        return {"cart": raw["basket"]}

    monkeypatch.setattr(codec, "VERSION", 2)
    monkeypatch.setitem(codec.UPGRADES, 1, rename)
    old = json.loads(encode_cart(CART))

    assert decode_cart(json.dumps({"version": 1, "basket": old["cart"]})) == CART


def test_the_schema_names_every_kind() -> None:
    schema = codec.json_schema()

    assert {"Percent", "BuyGet", "MinSpend", "Categories", "Quote", "Cart"} <= set(schema["$defs"])
    assert schema["$defs"]["Percent"]["additionalProperties"] is False


def decoded(part: str) -> Any:
    """A document of version 1 as it was written when that was the newest."""
    return DECODE[part]((FIXTURES / f"{part}-v1.json").read_text(encoding="utf-8"))


def test_documents_of_version_1_are_read_for_ever() -> None:
    """Never change these files: orders of that time hold such quotes."""
    assert [path.name for path in VERSION_1] == ["cart-v1.json", "promotions-v1.json", "quote-v1.json"]
    cart, promotions, quoted = decoded("cart"), decoded("promotions"), decoded("quote")

    assert (len(cart.lines), len(cart.coupons), cart.picks[0].gift) == (7, 2, "cup")
    assert {line.id for line in quoted.lines} == {line.id for line in cart.lines}
    assert {each.promotion for each in (*quoted.adjustments, *quoted.refusals)} <= {
        promotion.id for promotion in promotions
    }
    assert quoted.payable == 2_219_85


def test_what_was_agreed_under_version_1_is_still_priced_so() -> None:
    cart, agreed = decoded("cart"), decoded("quote")

    again = compile_plan(decoded("promotions")).quote(cart, agreed.at)

    assert again.payable == agreed.payable
    assert again.lines == agreed.lines


@pytest.mark.parametrize("part", DECODE)
def test_a_document_of_version_1_comes_back_as_it_went(part: str) -> None:
    value = decoded(part)

    assert DECODE[part](ENCODE[part](value).decode()) == value


def objects(raw: Any, *path: str | int) -> Iterator[tuple[str | int, ...]]:
    """The places of all objects in a document but those whose keys are anybody's (names by language)."""
    if isinstance(raw, dict):
        if path[-1:] == ("names",):
            return
        yield path
        for key, value in raw.items():
            yield from objects(value, *path, key)
    elif isinstance(raw, list):
        for number, value in enumerate(raw):
            yield from objects(value, *path, number)


@pytest.mark.parametrize("path", VERSION_1, ids=lambda path: path.name)
def test_an_unknown_field_is_refused_wherever_it_stands(path: Path) -> None:
    text = path.read_text(encoding="utf-8")
    decode = DECODE[path.name.removesuffix("-v1.json")]
    schema = Draft202012Validator(SCHEMA)
    places = list(objects(json.loads(text)))

    sampled = places[:: max(len(places) // 12, 1)]  # the schema is slow to ask
    assert len(places) > 10
    for place in places:
        strange = changed(text.encode(), *place, "stranger", to=1)
        with pytest.raises(CodecProblem, match="unknown field `stranger`"):
            decode(strange)
        assert place not in sampled or not schema.is_valid(json.loads(strange)), place


@pytest.mark.parametrize("path", VERSION_1, ids=lambda path: path.name)
def test_the_schema_admits_what_was_written(path: Path) -> None:
    Draft202012Validator(SCHEMA).validate(json.loads(path.read_text(encoding="utf-8")))


@settings(max_examples=25, deadline=None)
@given(carts(floors=True), promotion_sets())
def test_the_schema_admits_whatever_is_encoded(cart: Cart, promotions: list[Promotion]) -> None:
    schema = Draft202012Validator(SCHEMA)
    documents = (encode_cart(cart), encode_promotions(promotions), encode_quote(quote(cart, promotions, NOW)))
    for document in documents:
        schema.validate(json.loads(document))


def test_each_version_has_a_way_up() -> None:
    """A version without a step to the next would strand its documents."""
    assert sorted(codec.UPGRADES) == list(range(1, codec.VERSION))


@pytest.mark.parametrize("version", [0, -1, 1.0, None, True])
def test_a_version_is_a_known_whole_number(version: object) -> None:
    with pytest.raises(CodecProblem) as caught:
        decode_cart(changed(encode_cart(CART), "version", to=version))

    assert caught.value.path == "$.version"


def test_a_document_without_a_version_is_refused() -> None:
    raw = json.loads(encode_cart(CART))
    del raw["version"]

    with pytest.raises(CodecProblem, match="Version None"):
        decode_cart(json.dumps(raw))
