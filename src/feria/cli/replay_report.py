"""A replay's result for a person at a terminal: the sums, then where the money went, then who gained and who lost."""

from __future__ import annotations

from rich.console import Console
from rich.table import Table
from rich.text import Text

from feria.festival import Document
from feria.festival.money import to_text
from feria.review.past.replay import HouseholdChange, ReplayResult


def print_report(result: ReplayResult, document: Document, console: Console) -> None:
    """The whole report, amounts in the festival's currency."""
    title = document.names.get("en", document.id)
    console.print(Text(f"{title}, on the baskets of {result.first_day} to {result.last_day}", style="bold"))
    console.print(_told(result))
    console.print(_sums(result))
    console.print(_promotions(result))
    console.print(_funders(result))
    if result.winners:
        console.print(_households("Households that would have paid less", result, result.winners))
    if result.losers:
        console.print(_households("Households that would have paid more", result, result.losers))
    console.print(Text(_small_print(result), style="dim"))


def _told(result: ReplayResult) -> str:
    """The answer in two sentences."""
    reached = 10_000 - result.no_effect_bps
    cost = _share(result.reduction, result.listed)
    then = _share(result.charged_reduction, result.listed)
    return (
        f"{result.baskets:,} baskets, {reached / 100:.1f} % of them touched by a promotion. "
        f"The festival takes {cost} off the listed price; what the grocer did then took {then}."
    )


def _sums(result: ReplayResult) -> Table:
    table = Table(
        title=f"In all ({result.currency})", title_justify="left", box=None, show_header=False, padding=(0, 2)
    )
    table.add_column()
    table.add_column(justify="right")
    table.add_column(justify="right", style="dim")
    for name, amount in (
        ("Listed", result.listed),
        ("Charged then", result.charged),
        ("Payable under the festival", result.payable),
        ("Reduction", result.reduction),
    ):
        table.add_row(name, _money(result, amount), _share(amount, result.listed))
    less = result.payable - result.charged
    table.add_row("Payable against charged", _money(result, less, signed=True), _share(less, result.charged))
    table.add_row("Units touched", f"{result.touched_units:,}", _share(result.touched_units, result.units))
    return table


def _promotions(result: ReplayResult) -> Table:
    table = _titled("What each promotion costs")
    for name in ("Promotion", "Lane"):
        table.add_column(name)
    for name in ("Baskets", "Units", "Cost", "Share"):
        table.add_column(name, justify="right")
    for cost in result.promotions:
        style = "" if cost.amount else "dim"
        table.add_row(
            cost.name,
            cost.lane.replace("_", " "),
            f"{cost.baskets:,}",
            f"{cost.units:,}",
            _money(result, cost.amount),
            _share(cost.amount, result.reduction),
            style=style,
        )
    return table


def _funders(result: ReplayResult) -> Table:
    table = _titled("Who bears it")
    table.add_column("Funder")
    table.add_column("Cost", justify="right")
    table.add_column("Share", justify="right")
    for who, amount in sorted(result.funders.items(), key=lambda one: -one[1]):
        table.add_row(who, _money(result, amount), _share(amount, result.reduction))
    return table


def _households(title: str, result: ReplayResult, changes: tuple[HouseholdChange, ...]) -> Table:
    table = _titled(title)
    table.add_column("Household")
    for name in ("Baskets", "Charged then", "Payable", "Difference"):
        table.add_column(name, justify="right")
    for one in changes:
        table.add_row(
            one.household,
            f"{one.baskets:,}",
            _money(result, one.charged),
            _money(result, one.payable),
            _money(result, -one.gain, signed=True),
        )
    return table


def _small_print(result: ReplayResult) -> str:
    unproven = (
        f" {result.unproven:,} prices are the best found, not proven the best." if result.unproven else ""
    )
    return (
        f"Bought again on {result.priced_as_of:%Y-%m-%d}, each basket on its own at its own time of day. Among them, out of "
        f"reach of any promotion: {result.lines_outside:,} lines that no mall sells (fuel, gift cards, deposits), charged "
        f"{_money(result, result.charged_outside)}, {result.baskets_outside:,} baskets with nothing else in them, and "
        f"{result.baskets_empty:,} that have no price at all.{unproven} "
        f"Priced in {result.seconds:.1f} s by {result.workers} {'worker' if result.workers == 1 else 'workers'}."
    )


def _titled(title: str) -> Table:
    return Table(title=title, title_justify="left", header_style="bold", box=None, padding=(0, 2, 0, 0))


def _money(result: ReplayResult, amount: int, signed: bool = False) -> str:
    text = to_text(abs(amount), result.currency)
    whole, point, rest = text.partition(".")
    grouped = f"{int(whole):,}{point}{rest}"
    mark = "-" if amount < 0 else "+" if signed and amount else ""
    return f"{mark}{grouped}"


def _share(part: int, whole: int) -> str:
    return f"{part / whole:.1%}" if whole else ""
