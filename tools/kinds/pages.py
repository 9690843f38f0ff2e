"""The pages of the kinds: prices every basket and writes down what came of it."""

import io
import json
from collections.abc import Iterable
from datetime import datetime
from zoneinfo import ZoneInfo

from rich.console import Console

from feria.cli.carts import read_cart
from feria.cli.receipt import Receipt, print_receipt
from feria.festival import Document, load, parse_instant
from feria.festival.notation import benefits, conditions, scopes, stacking
from feria.festival.shapes import Record
from feria.pricing import Grant, Lane, Quote, compile_plan
from tools.kinds.benefits import BENEFITS
from tools.kinds.conditions import CONDITIONS
from tools.kinds.scopes import SCOPES
from tools.kinds.stacking import STACKING
from tools.kinds.told import HEAD, Basket, Kind

HEAD_LINES = 3
"""How many lines a receipt has before its first good."""


def read(kind: Kind) -> Document:
    """The kind's document. ValueError tells what the check says of it."""
    loaded = load(kind.document, kind.word)
    if loaded.document is None or loaded.problems:
        raise ValueError([(problem.line, problem.message) for problem in loaded.problems])
    return loaded.document


def priced(document: Document, basket: Basket) -> Receipt:
    """The basket under the document, as a receipt to print. ValueError for a cart that cannot be read."""
    cart = read_cart(json.dumps(basket.cart), document.currency)
    if cart.cart is None:
        raise ValueError(cart.problems)
    quote = compile_plan(document.all_promotions).quote(cart.cart, _instant(basket.at, document))
    return Receipt(document=document, quote=quote, names=cart.names, language="en")


def _instant(at: str, document: Document) -> datetime:
    instant = parse_instant(at, ZoneInfo(document.time_zone))
    if instant is None:
        raise ValueError(at)
    return instant


def applied(quote: Quote) -> set[str]:
    """The promotions that took something off, or that the order brings something of."""
    taken = {each.promotion for each in quote.adjustments}
    return taken | {each.promotion for each in quote.grants}


def printed(receipt: Receipt) -> str:
    """The receipt below its head."""
    out = io.StringIO()
    print_receipt(receipt, Console(file=out, width=80, color_system=None, highlight=False))
    lines = [line.rstrip() for line in out.getvalue().splitlines()]
    return "\n".join(lines[HEAD_LINES:]).strip("\n")


def told(receipt: Receipt) -> str:
    """What each promotion did, or why it did nothing."""
    quote = receipt.quote
    sentences = []
    for promotion in receipt.document.all_promotions:
        off = -sum(each.amount for each in quote.adjustments if each.promotion == promotion.id)
        grants = [receipt.granted(each) for each in quote.grants if each.promotion == promotion.id]
        refusals = [receipt.say(each) for each in quote.refusals if each.promotion == promotion.id]
        given = [f"{promotion.name}: {receipt.money(off)} off."] if off else [f"{each}." for each in grants]
        sentences += given or refusals
    return " ".join(sentences)


def section(kind: Kind, doc: str) -> str:
    """A kind: what it says, its YAML, a receipt, its edges."""
    document = read(kind)
    lines = [f"## {kind.word}", "", doc, "", "```yaml", kind.tail, "```", ""]
    facts = json.dumps(kind.basket.facts, ensure_ascii=False) if kind.basket.facts else ""
    if facts:
        lines += [f"The cart also says `{facts}`.", ""]
    lines += ["```text", printed(priced(document, kind.basket)), "```", ""]
    lines += ["| at the edge | to pay | what the receipt says |", "|---|---:|---|"]
    for edge in kind.edges:
        receipt = priced(document, edge)
        lines.append(f"| {edge.title} | {receipt.money(receipt.quote.payable)} | {told(receipt)} |")
    lines += ["", *(f"- {note}" for note in kind.notes), *([""] if kind.notes else [])]
    return "\n".join(lines)


def _page(kinds: Iterable[Kind], docs: dict[str, str]) -> str:
    return "\n".join(section(kind, docs[kind.word]) for kind in kinds).rstrip() + "\n"


def _docs(record: Record) -> dict[str, str]:
    return {name: field.doc for name, field in record.fields.items()}


def _lanes(word: str) -> str:
    """The lanes in which a benefit works, by the engine's own list."""
    kind = next((each for each in BENEFITS if each.word == word), None)
    made = read(kind).all_promotions[0].benefit if kind else None
    if made is None:
        return ""
    lanes = [f"`{lane.value}`" for lane in Lane if lane in made.lanes]
    changes = " It changes no price." if isinstance(made, Grant) else ""
    return f" Lanes: {', '.join(lanes)}.{changes}"


def benefits_page() -> str:
    """Every benefit."""
    docs = _docs(benefits.RECORD)
    return _page(BENEFITS, {word: doc + _lanes(word) for word, doc in docs.items()})


def conditions_page() -> str:
    """Every condition, and `proof`, which is none."""
    proof = "What staff ask to see before they grant it. It stands beside `conditions`."
    return _page(CONDITIONS, {**_docs(conditions.RECORD), "proof": proof})


def scopes_page() -> str:
    """Every scope."""
    whole = {"all": "All goods.", "a list": "Goods of any of several scopes."}
    return _page(SCOPES, {**_docs(scopes.RECORD), **whole})


def stacking_page() -> str:
    """Every field of ``stacking``."""
    return _page(STACKING, _docs(stacking.RECORD))


def head() -> str:
    """What stands above every example's offers."""
    return f"```yaml\n{HEAD}```\n"


__all__ = [
    "applied",
    "benefits_page",
    "conditions_page",
    "head",
    "priced",
    "read",
    "scopes_page",
    "stacking_page",
]
