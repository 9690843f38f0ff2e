"""Whatever a cart or a promotion holds, it is priced or refused with the place: nothing else ever comes out."""

from __future__ import annotations

import pickle
import random
from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta, timezone
from typing import Any

import msgspec
import pytest

from feria.pricing import (
    AllOf,
    Birthday,
    Cart,
    CartProblem,
    DailyHours,
    Floors,
    HeldCoupon,
    Lane,
    Line,
    MinSpend,
    Not,
    Percent,
    PricingError,
    Promotion,
    PromotionProblem,
    Quote,
    RefundProblem,
    Window,
    codec,
    compile_plan,
    quote,
)
from feria.pricing.codec import CodecProblem
from tests.pricing.compiled import swaps_a_function
from tests.pricing.test_properties import assert_identities
from tests.strategies import NOW, made_up, made_up_company

UNZONED = datetime(2026, 1, 1)  # noqa: DTZ001
FIRST = datetime(1, 1, 1, tzinfo=timezone(timedelta(hours=14)))
LAST = datetime(9999, 12, 31, 23, 59, tzinfo=timezone(timedelta(hours=-12)))
"""Instants whose days UTC does not have."""

GARBAGE: tuple[Any, ...] = (
    0, -1, 1, 2**63, 10**30, -(10**30), 1.0, 1.5, float("nan"), float("inf"), True, None, "", "*", "x" * 1_000, "1",
    "item", "Asia", "\0", [], {}, ["a"], (), ("a", "a"), b"x", object(), date(2000, 2, 29), UNZONED, FIRST, LAST,
)  # fmt: skip

Path = tuple[str | int, ...]

TEA = Line(id="tea", sku="tea", quantity=2, unit_price=1_000, shop="north")
CART = Cart(currency="CNY", lines=(TEA,))
HALF = Promotion(id="half", name="Half", lane=Lane.SHOP, benefit=Percent(bps=5_000))


def places(value: object, above: Path = ()) -> Iterator[Path]:
    """Every field and every member of a tuple, at any depth."""
    if isinstance(value, msgspec.Struct):
        inner = [(name, getattr(value, name)) for name in value.__struct_fields__]
    elif isinstance(value, tuple):
        inner = list(enumerate(value))
    else:
        return
    for key, member in inner:
        yield (*above, key)
        yield from places(member, (*above, key))


def spoilt(value: Any, place: Path, by: object) -> Any:
    """The value with something else at this place."""
    if not place:
        return by
    key, *rest = place
    if isinstance(value, tuple):
        return (*value[:key], spoilt(value[key], tuple(rest), by), *value[key + 1 :])
    return msgspec.structs.replace(value, **{key: spoilt(getattr(value, key), tuple(rest), by)})


def quoted_or_refused(cart: Cart, promotions: Any) -> Quote | None:
    """The quote, or None for one of the documented errors; any other error goes through."""
    try:
        return quote(cart, promotions, NOW)
    except (CartProblem, PromotionProblem):
        return None


def assert_sound(cart: Cart, quoted: Quote) -> None:
    """The identities; where the mall only wants to be warned, floors bind nobody."""
    warned = cart.floors is Floors.WARN
    lines = tuple(msgspec.structs.replace(line, floor=0) for line in cart.lines) if warned else cart.lines
    assert_identities(msgspec.structs.replace(cart, lines=lines), quoted)


@pytest.mark.many
@pytest.mark.parametrize("make", [made_up, made_up_company])
def test_a_spoilt_field_is_priced_by_the_rules_or_refused(make) -> None:
    refused = 0
    for seed in range(600):
        chance = random.Random(seed)
        cart, promotions = make(chance)
        offers = tuple(promotions)
        if chance.random() < 0.5:
            cart = spoilt(cart, chance.choice(list(places(cart))), chance.choice(GARBAGE))
        else:
            offers = spoilt(offers, chance.choice(list(places(offers))), chance.choice(GARBAGE))
        quoted = quoted_or_refused(cart, offers)
        if quoted is None:
            refused += 1
        else:
            assert_sound(cart, quoted)

    assert 200 < refused < 560, "some are harmless, most are not"


@pytest.mark.many
def test_a_spoilt_document_is_priced_by_the_rules_or_refused() -> None:
    refused = 0
    for seed in range(400):
        chance = random.Random(seed)
        cart, promotions = made_up_company(chance)
        raw = msgspec.json.decode(codec.encode_cart(cart))
        spoil(chance, raw)
        offers = msgspec.json.decode(codec.encode_promotions(promotions))
        spoil(chance, offers)
        try:
            sound = codec.decode_cart(msgspec.json.encode(raw))
            kept = codec.decode_promotions(msgspec.json.encode(offers))
        except CodecProblem:
            refused += 1
            continue
        quoted = quoted_or_refused(sound, kept)
        if quoted is not None:
            assert_sound(sound, quoted)
            assert codec.decode_quote(codec.encode_quote(quoted)) == quoted

    assert 100 < refused < 390


def spoil(chance: random.Random, raw: Any) -> None:
    """Change, drop, double or add one thing somewhere in a document."""
    spots = [(raw, key) for key in raw]
    for holder, key in spots:
        inner = holder[key]
        keys = inner if isinstance(inner, dict) else range(len(inner)) if isinstance(inner, list) else ()
        spots += [(inner, each) for each in keys]
    holder, key = chance.choice(spots)
    match chance.randrange(4):
        case 0:
            holder[key] = chance.choice([0, -1, 10**18, 10**30, 1.5, True, None, "", "x", [], {}, [{}]])
        case 1:
            del holder[key]
        case 2 if isinstance(holder, list):
            holder.append(holder[key])
        case _ if isinstance(holder, dict):
            holder["unknown"] = 1


@pytest.mark.parametrize("zone", ["", "Asia", "Moon/Base", "../Asia", "/etc/passwd", "\0", "x" * 1_000])
@pytest.mark.parametrize(
    "of_zone", [Birthday(), DailyHours(start=datetime.min.time(), end=datetime.max.time())]
)
def test_what_is_no_time_zone_is_refused_with_its_place(zone: str, of_zone: Any) -> None:
    condition = msgspec.structs.replace(of_zone, time_zone=zone)

    with pytest.raises(PromotionProblem) as caught:
        compile_plan([msgspec.structs.replace(HALF, conditions=(condition,))])

    assert caught.value.path == "promotions[0].conditions[0].time_zone"


def test_conditions_nested_without_end_are_refused_and_a_few_levels_are_not() -> None:
    few: Any = MinSpend(amount=100)
    for _ in range(20):
        few = Not(condition=AllOf(conditions=(few,)))
    endless = few
    for _ in range(5_000):
        endless = Not(condition=endless)

    assert quote(CART, [msgspec.structs.replace(HALF, conditions=(few,))], NOW).payable == 1_000
    with pytest.raises(PromotionProblem, match="nested deeper"):
        compile_plan([msgspec.structs.replace(HALF, conditions=(endless,))])


@pytest.mark.parametrize(
    "now", [FIRST, LAST, datetime.min.replace(tzinfo=UTC), datetime.max.replace(tzinfo=UTC)]
)
def test_the_first_and_the_last_instant_are_instants(now: datetime) -> None:
    birthday = msgspec.structs.replace(HALF, id="birthday", conditions=(Birthday(time_zone="Asia/Shanghai"),))
    ever = msgspec.structs.replace(HALF, id="ever", windows=(Window(start_at=FIRST, end_at=LAST),))
    pocket = (
        HeldCoupon(id="1", template="t", expires_at=FIRST),
        HeldCoupon(id="2", template="t", expires_at=LAST),
    )

    quoted = quote(msgspec.structs.replace(CART, coupons=pocket), [birthday, ever], now)

    assert quoted.payable == (2_000 if now is LAST else 1_000)


def test_a_coupon_that_expires_by_no_clock_is_refused() -> None:
    pocket = (HeldCoupon(id="1", template="t", expires_at=datetime(2026, 12, 1)),)  # noqa: DTZ001

    with pytest.raises(CartProblem) as caught:
        quote(msgspec.structs.replace(CART, coupons=pocket), [HALF], NOW)

    assert caught.value.code == "no-time-zone"


@pytest.mark.parametrize(
    ("change", "place"),
    [
        ({"benefit": Percent(bps=12.5)}, "promotions[0].benefit.bps"),  # type: ignore[arg-type]
        ({"benefit": {"kind": "percent"}}, "promotions[0].benefit"),
        ({"benefit": {"kind": "gamble", "bps": 10}}, "promotions[0].benefit.kind"),
        ({"conditions": (MinSpend(amount="100"),)}, "promotions[0].conditions[0].amount"),  # type: ignore[arg-type]
        ({"windows": 7}, "promotions[0].windows"),
        ({"name": object()}, "promotions[0]"),
    ],
)
def test_a_field_that_holds_something_else_is_placed(change: dict[str, Any], place: str) -> None:
    with pytest.raises(PromotionProblem) as caught:
        compile_plan([msgspec.structs.replace(HALF, **change)])

    assert caught.value.path == place


def test_lists_and_words_are_read_as_in_a_document() -> None:
    loose = msgspec.structs.replace(HALF, lane="shop", conditions=[MinSpend(amount=100)])

    assert compile_plan([loose]).promotions == (
        msgspec.structs.replace(HALF, conditions=(MinSpend(amount=100),)),
    )


@pytest.mark.parametrize(
    ("change", "told"),
    [
        ({"shipping_fee": 1.5}, "whole numbers|got `float`"),
        ({"points": "100"}, "whole numbers|got `str`"),
        ({"floors": "clamp", "lines": (msgspec.structs.replace(TEA, floor=1),)}, r"cart\.floors"),
        ({"lines": (msgspec.structs.replace(TEA, floor=0.5),)}, "floor price 0.5"),
        ({"lines": (msgspec.structs.replace(TEA, tags=7),)}, r"cart\.lines\[0\]\.tags: Expected `array`"),
        ({"lines": (msgspec.structs.replace(TEA, shop=["north"]),)}, r"cart\.lines\[0\]\.shop"),
        ({"coupons": 3}, r"cart\.coupons: Expected `array`"),
        ({"buyer": "Ann"}, r"cart\.buyer: Expected `object`"),
    ],
)
def test_a_cart_that_holds_something_else_is_placed(change: dict[str, Any], told: str) -> None:
    level = msgspec.structs.replace(HALF, conditions=(Birthday(),))
    for asked in (compile_plan([level]).quote, compile_plan([level]).price):
        with pytest.raises(CartProblem, match=told):
            asked(msgspec.structs.replace(CART, **change), NOW)


@swaps_a_function
def test_a_mistake_of_the_engine_is_not_blamed_on_the_cart(monkeypatch: pytest.MonkeyPatch) -> None:
    plan = compile_plan([HALF])
    monkeypatch.setattr(plan, "moment", lambda now: 1 // 0)

    with pytest.raises(ZeroDivisionError):
        plan.quote(CART, NOW)


@pytest.mark.parametrize(
    "error",
    [
        CartProblem("code", "What.", line="tea"),
        PromotionProblem("id", "promotions[0]", "What.", "Mend."),
        RefundProblem("code", "What.", line="tea"),
        CodecProblem("$.cart", "What."),
    ],
)
def test_errors_reach_other_processes_as_they_are(error: PricingError) -> None:
    copied = pickle.loads(pickle.dumps(error))  # noqa: S301

    assert type(copied) is type(error)
    assert (str(copied), vars(copied)) == (str(error), vars(error))
