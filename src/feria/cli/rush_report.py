"""What ``feria rush-drive`` prints."""

from __future__ import annotations

from collections.abc import Callable

from rich.console import Console
from rich.table import Table

from feria.drive.rush.figures import Report


def show(report: Report, console: Console) -> None:
    """The report for a person."""
    say: Callable[..., None] = console.print
    say(
        f"{report.buyers:,} buyers ({report.members:,} members, seed {report.seed}) at {report.session}: "
        f"{report.held:,} claims held, {report.units:,} units; {report.claims_per_second:,.0f} claims answered a second."
    )
    for title, counts in (
        ("Refused", report.refused),
        ("Sent away and asked again", report.asked_again),
        ("No answer", report.unanswered),
        ("Not ordered", report.order_problems),
    ):
        if counts:
            say(f"{title}: " + ", ".join(f"{reason} {count:,}" for reason, count in counts.items()))
    if report.queued or report.gave_up:
        say(f"Through the waiting room: {report.queued:,}. Without a final answer: {report.gave_up:,}.")
    say(f"Ordered {report.ordered:,}, paid {report.paid:,}; walked away {report.abandoned:,}.")
    if report.first_held_at is not None:
        sold_out = (
            "" if report.sold_out_at is None else f"; first told sold out after {report.sold_out_at:.2f} s"
        )
        say(
            f"First held after {report.first_held_at:.3f} s{sold_out}. The whole drive took {report.seconds:.1f} s."
        )
    say(_times(report))
    _show_checked(report, console)


def _times(report: Report) -> Table:
    table = Table(box=None, padding=(0, 2, 0, 0), header_style="bold")
    table.add_column("Request")
    for name in ("Count", "p50 ms", "p95 ms", "p99 ms", "Most ms"):
        table.add_column(name, justify="right")
    for kind, times in report.times.items():
        figures = (times.p50, times.p95, times.p99, times.most)
        table.add_row(kind, f"{times.count:,}", *(f"{figure:.1f}" for figure in figures))
    return table


def _show_checked(report: Report, console: Console) -> None:
    checked = report.checked
    if checked is None:
        return
    for finding in checked.findings:
        console.print(
            f"{finding.rule}: {finding.subject}: expected {finding.expected}, found {finding.found}",
            style="bold red",
        )
    stored = f"{checked.claims:,} claims of this drive stored, {checked.units:,} units; of the session {checked.sold:,} sold, {checked.left:,} left"
    if checked.findings:
        console.print(
            f"The database disagrees in {len(checked.findings):,} places. {stored}.", style="bold red"
        )
    else:
        console.print(
            f"The database agrees: nothing oversold, answered is stored, limits kept, paid is allocated. {stored}.",
            style="green",
        )
