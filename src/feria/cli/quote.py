"""``feria quote``: what a cart costs under a festival, and why."""

from __future__ import annotations

import sys
from datetime import UTC, datetime
from typing import Annotated
from zoneinfo import ZoneInfo

import msgspec
from cyclopts import Parameter
from rich.console import Console

from feria.cli.carts import ReadCart, read_cart
from feria.cli.check import in_language, show
from feria.cli.reading import CannotRead, TextFile, read_text
from feria.cli.receipt import Receipt, print_receipt
from feria.cli.words import Language
from feria.festival import Document, Problem, instant_or_problem, load
from feria.pricing import PricingError, compile_plan


def quote(
    festival: TextFile,
    cart: TextFile,
    /,
    *,
    at: Annotated[str, Parameter(show_default=False)] = "",
    language: Language = "en",
    everything: Annotated[bool, Parameter(name="--all", negative="", show_default=False)] = False,
    as_json: Annotated[bool, Parameter(name="--json", negative="", show_default=False)] = False,
) -> int:
    """Price a cart under a festival and print the explanation as a receipt.

    Parameters
    ----------
    festival
        The document, a YAML file.
    cart
        The cart, a JSON file with lines, and a buyer and coupons if you like; `-` reads standard input.
    at
        The moment of buying, on the festival's clocks: "2026-11-11 00:30". Now, if left out.
    language
        The language of the receipt.
    everything
        Also show each promotion that was never near to applying.
    as_json
        Print the engine's quote as JSON, amounts in minor units.
    """
    try:
        festival_text, cart_text = read_text(festival), read_text(cart)
    except CannotRead as reason:
        return _complain(str(reason), status=2)
    loaded = load(festival_text, str(festival))
    if loaded.document is None:
        show(
            loaded,
            festival_text,
            str(festival),
            language,
            Console(stderr=True, highlight=False, soft_wrap=True),
        )
        return 1
    document = loaded.document
    now = _instant(at, document)
    if isinstance(now, Problem):
        problem = in_language(now, language)
        return _complain(f"--at: {problem.message}; {problem.suggestion}", status=2)
    read = read_cart(cart_text, document.currency)
    if read.cart is None:
        return _complain(*(f"{cart}: {problem}" for problem in read.problems))
    return _price(document, read, now, language, everything=everything, as_json=as_json)


def _instant(at: str, document: Document) -> datetime | Problem:
    return instant_or_problem(at, ZoneInfo(document.time_zone)) if at else datetime.now(UTC)


def _price(
    document: Document, read: ReadCart, now: datetime, language: Language, *, everything: bool, as_json: bool
) -> int:
    if read.cart is None:
        return 1
    try:
        result = compile_plan(document.all_promotions).quote(read.cart, now)
    except PricingError as reason:
        return _complain(str(reason))
    if as_json:
        sys.stdout.write(msgspec.json.format(msgspec.json.encode(result), indent=2).decode() + "\n")
        return 0
    receipt = Receipt(
        document=document, quote=result, names=read.names, language=language, everything=everything
    )
    print_receipt(receipt, Console(highlight=False))
    return 0


def _complain(*sentences: str, status: int = 1) -> int:
    for sentence in sentences:
        sys.stderr.write(f"feria quote: {sentence}\n")
    return status
