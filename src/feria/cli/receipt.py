"""A quote as a receipt: each line, each step, who bears it, what was refused, what is worth doing next."""

from __future__ import annotations

from collections import Counter
from zoneinfo import ZoneInfo

import msgspec
from rich.console import Console
from rich.padding import Padding
from rich.rule import Rule
from rich.table import Table
from rich.text import Text

from feria.cli.words import word
from feria.festival import Document
from feria.festival.money import to_text
from feria.pricing import Granted, Lane, Nudge, Quote, QuotedLine, Refusal, Step
from feria.pricing.wording import say

WIDTH = 78
NEAR = frozenset(
    {
        "needs-spend",
        "needs-quantity",
        "needs-coupon",
        "needs-payment",
        "needs-points",
        "incomplete-set",
        "beaten-by",
        "better-without",
        "not-cheaper",
    }
)


class Receipt(msgspec.Struct, frozen=True, kw_only=True):
    """What is printed. ``names``: what to call each line; ``everything``: also refusals that were never near."""

    document: Document
    quote: Quote
    names: dict[str, str]
    language: str
    everything: bool = False

    def money(self, amount: int) -> str:
        """An amount without its currency, which the head of the receipt names."""
        return to_text(amount, self.quote.currency)

    def named(self, names: dict[str, str], otherwise: str) -> str:
        """A name in the receipt's language."""
        return names.get(self.language) or otherwise

    def say(self, item: Refusal | Nudge) -> str:
        """The engine's sentence."""
        zone = ZoneInfo(self.document.time_zone)
        called = {each.id: self.named(each.names, each.name) for each in self.document.all_promotions}
        return say(
            item,
            self.language,
            self.money,
            instant=lambda at: at.astimezone(zone).strftime("%Y-%m-%d %H:%M"),
            called=lambda promotion: called.get(promotion, promotion),
        )

    def granted(self, grant: Granted) -> str:
        """What the order brings, as a sentence."""
        coupons = {each.code: self.named(each.names, each.code) for each in self.document.coupons}
        code = "granted-gift-valued" if grant.what == "gift" and grant.value else f"granted-{grant.what}"
        return word(
            code,
            self.language,
            n=self.money(grant.amount) if grant.what == "rebate" else grant.amount,
            of=coupons.get(grant.of, grant.of),
            value=self.money(grant.value),
            name=self.named(grant.names, grant.name),
        )


def print_receipt(receipt: Receipt, console: Console) -> None:
    """The whole receipt."""
    _print_head(receipt, console)
    console.print(_lines(receipt))
    console.print(Rule(style="dim"), width=WIDTH)
    console.print(_totals(receipt))
    _print_funders(receipt, console)
    _print_grants(receipt, console)
    _print_notes(receipt, console)


def _print_head(receipt: Receipt, console: Console) -> None:
    document, quote = receipt.document, receipt.quote
    moment = document.phase_at(quote.at)
    local = quote.at.astimezone(ZoneInfo(document.time_zone)).strftime("%Y-%m-%d %H:%M:%S %Z")
    where = word("no-phase", receipt.language)
    if moment.phase:
        where = receipt.named(moment.phase.names, moment.phase.id)
        if moment.period:
            period = receipt.named(moment.period.names, moment.period.id)
            where = word("phase", receipt.language, phase=where, period=period)
    name = receipt.named(document.names, document.id)
    console.print(
        Text(name, style="bold"), Text(f"{local} · {where} · {quote.currency}", style="dim"), sep="\n"
    )
    console.print()


def _lines(receipt: Receipt) -> Table:
    table = Table(box=None, show_header=False, pad_edge=False, width=WIDTH, padding=(0, 2, 0, 0))
    table.add_column(ratio=1)
    table.add_column(justify="right")
    table.add_column(justify="right", min_width=9)
    for line in receipt.quote.lines:
        _add_line(table, line, receipt)
    return table


def _add_line(table: Table, line: QuotedLine, receipt: Receipt) -> None:
    units = word("units", receipt.language, n=line.quantity, price=receipt.money(line.unit_price))
    name = Text(receipt.names.get(line.id, line.sku), style="bold")
    table.add_row(name, Text(units, style="dim"), receipt.money(line.listed))
    for step in line.steps:
        table.add_row(
            Padding(_step(step, receipt), (0, 0, 0, 2)),
            Text(receipt.money(step.after - step.before), style="green"),
            "",
        )
    if line.steps:
        table.add_row("", "", Text(receipt.money(line.payable), style="bold"))


def _step(step: Step, receipt: Receipt) -> Text:
    name = receipt.named(step.names, step.name)
    lane = word(step.lane.value, receipt.language)
    change = f"{receipt.money(step.before)} → {receipt.money(step.after)}"
    return Text.assemble((f"{lane}: ", "dim"), name, ("  " + change, "dim"))


def _totals(receipt: Receipt) -> Table:
    quote, language = receipt.quote, receipt.language
    table = Table(box=None, show_header=False, pad_edge=False, width=WIDTH, padding=(0, 2, 0, 0))
    table.add_column(ratio=1)
    table.add_column(justify="right", min_width=9)
    table.add_row(word("listed", language), receipt.money(quote.listed))
    for lane in Lane:
        amount = sum(each.amount for each in quote.adjustments if each.lane is lane)
        if amount and lane is not Lane.SHIPPING:
            _add_reduction(table, _lane_words(lane, receipt), amount, receipt)
    off = _add_shipping(table, receipt)
    saved = Text(receipt.money(quote.reduction + off), style="green")
    table.add_row(Text(word("saved", language)), saved)
    table.add_row(
        Text(word("payable", language), style="bold"), Text(receipt.money(quote.payable), style="bold")
    )
    return table


def _add_reduction(table: Table, words: str, amount: int, receipt: Receipt) -> None:
    table.add_row(Text(f"  {words}", style="dim"), Text(receipt.money(amount), style="green"))


def _lane_words(lane: Lane, receipt: Receipt) -> str:
    if lane is Lane.POINTS:
        return word("points-spent", receipt.language, n=receipt.quote.points)
    return word(lane.value, receipt.language)


def _add_shipping(table: Table, receipt: Receipt) -> int:
    """The fee and what comes off it, where there is one; returns what comes off."""
    quote = receipt.quote
    reductions = [each for each in quote.adjustments if each.lane is Lane.SHIPPING]
    off = -sum(each.amount for each in reductions)
    if quote.shipping + off:
        table.add_row(word("shipping", receipt.language), receipt.money(quote.shipping + off))
    for each in reductions:
        _add_reduction(table, receipt.named(each.names, each.name), each.amount, receipt)
    return off


def _print_grants(receipt: Receipt, console: Console) -> None:
    """What went below its floor, what staff ask to see, and what the order brings."""
    quote, language = receipt.quote, receipt.language
    proofs = [
        word("proof", language, name=receipt.named(each.names, each.name), proof=each.proof)
        for each in quote.adjustments
        if each.proof
    ]
    brings = [receipt.granted(grant) for grant in quote.grants]
    below = [
        word("below", language, n=each.quantity, name=receipt.names.get(each.line, each.line),
             floor=receipt.money(each.floor), payable=receipt.money(each.payable))
        for each in quote.below_floor
    ]  # fmt: skip
    for title, sentences in (("below-floor", below), ("at-the-counter", proofs), ("brings", brings)):
        if sentences:
            console.print()
            console.print(Text(word(title, language), style="bold"))
            console.print(_points("*", "green", sentences))
    if below or proofs or brings:
        console.print()


def _print_funders(receipt: Receipt, console: Console) -> None:
    borne: Counter[str] = Counter()
    for adjustment in receipt.quote.adjustments:
        for share in adjustment.funders:
            borne[share.who] -= share.amount
    if not borne:
        return
    parts = []
    for who, amount in borne.most_common():
        called = word(f"{who}.funder", receipt.language) if who in ("mall", "shop", "brand") else who
        parts.append(f"{called} {receipt.money(amount)}")
    console.print(Text(f"{word('funders', receipt.language)}: {', '.join(parts)}", style="dim"))


def _print_notes(receipt: Receipt, console: Console) -> None:
    quote, language = receipt.quote, receipt.language
    proof = word("proven", language) if quote.proven else word("gap", language, gap=receipt.money(quote.gap))
    console.print(Text(proof, style="dim"))
    if quote.nudges:
        console.print()
        console.print(Text(word("next", language), style="bold"))
        console.print(_points("+", "yellow", [receipt.say(nudge) for nudge in quote.nudges]))
    near = [each for each in quote.refusals if each.code in NEAR]
    shown = near if near and not receipt.everything else list(quote.refusals)
    hidden = len(quote.refusals) - len(shown)
    if quote.refusals:
        console.print()
        console.print(Text(word("refused", language), style="bold"))
        console.print(_points("-", "dim", [receipt.say(refusal) for refusal in shown]))
        if hidden:
            console.print(Text(f"  {word('more-refused', language, n=hidden)}", style="dim"))


def _points(mark: str, style: str, sentences: list[str]) -> Table:
    """A list whose second lines stand under the first."""
    table = Table.grid(padding=(0, 1))
    table.add_column()
    table.add_column(max_width=WIDTH - 4)
    for sentence in sentences:
        table.add_row(Text(f"  {mark}", style=style), Text(sentence))
    return table
