"""Documents are strict and say where they are wrong."""

import json
from typing import Any

import pytest

from feria.pricing import Cart, Lane, Line, Percent, Promotion, codec
from feria.pricing.codec import CodecProblem, decode_cart, decode_promotions, encode_cart, encode_promotions

CART = Cart(currency="CNY", lines=(Line(id="1", sku="tea", quantity=1, unit_price=100, shop="north"),))
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
