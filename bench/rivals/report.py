"""What the race came to, for a terminal, for a page, for a program."""

from __future__ import annotations

import os
import platform
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from bench.rivals.race import Runner, Skipped
from bench.rivals.workload import Form

HEADINGS = {
    Form.STACKING: "Stacking: each offer works on what is left to pay",
    Form.CONSUMING: "Consuming: what served one offer serves no other",
}
COLUMNS = ("engine", "µs a quote", "best", "times ours", "offers told", "arrives at")
PAGE = Path(__file__).parents[2] / "docs" / "reference" / "peers.md"
MARKS = ("<!-- race: begin -->", "<!-- race: end -->")
BUSY = 1.5


def machine() -> str:
    """The kind of machine, and how busy it is."""
    model = platform.processor() or platform.machine()
    cpuinfo = Path("/proc/cpuinfo")
    if cpuinfo.is_file():
        names = [
            line.partition(":")[2].strip()
            for line in cpuinfo.read_text().splitlines()
            if line.startswith("model name")
        ]
        model = names[0] if names else model
    load = os.getloadavg()[0]
    # The race itself keeps one core busy.
    company = ", so other work ran beside" if load > BUSY else ""
    return f"{os.cpu_count()} cores of {model}, load {load:.1f}{company}"


def ours(runners: Sequence[Runner], form: Form) -> Runner | None:
    return next((r for r in runners if r.entrant.is_ours and r.entrant.form is form), None)


def arrives(runner: Runner) -> str:
    """The total, and how far it is from what the offers told should come to."""
    total = f"{runner.payable / 100:,.2f}"
    if not runner.astray:
        return total
    much = "too much" if runner.astray > 0 else "too little"
    return f"{total} ({abs(runner.astray) / 100:,.2f} {much})"


def rows(runners: Sequence[Runner], form: Form) -> list[tuple[str, ...]]:
    """One for each engine that priced in that form, fastest first."""
    base = ours(runners, form)
    return [
        (
            runner.entrant.name,
            f"{runner.median:,.1f}",
            f"{runner.best:,.1f}",
            f"{runner.median / base.median:,.2f}" if base else "-",
            str(runner.offers),
            arrives(runner),
        )
        for runner in sorted((r for r in runners if r.entrant.form is form), key=lambda r: r.median)
    ]


def remarks(runners: Sequence[Runner], form: Form) -> list[str]:
    """What to know when comparing; engines that share a remark share its line."""
    said: dict[str, list[str]] = {}
    for runner in runners:
        if runner.entrant.form is form and runner.entrant.remark:
            names = said.setdefault(runner.entrant.remark, [])
            name = runner.entrant.name.split(",")[0].split(":")[0]
            if name not in names:
                names.append(name)
    return [f"{', '.join(names)}: {remark}" for remark, names in said.items()]


def missing(skipped: Sequence[Skipped]) -> list[str]:
    return list(dict.fromkeys(f"{each.entrant.name}: skipped, {each.why}" for each in skipped))


def versions(runners: Sequence[Runner]) -> str:
    return "; ".join(dict.fromkeys(runner.version for runner in runners))


def as_text(runners: Sequence[Runner], skipped: Sequence[Skipped]) -> str:
    lines = [f"{machine()}. {versions(runners)}. Processor time, medians."]
    for form, heading in HEADINGS.items():
        table = [COLUMNS, *rows(runners, form)]
        if len(table) == 1:
            continue
        widths = [max(len(row[column]) for row in table) for column in range(len(COLUMNS))]
        lines += ["", heading]
        for row in table:
            cells = [
                cell.ljust(width) if column in (0, 5) else cell.rjust(width)
                for column, (cell, width) in enumerate(zip(row, widths, strict=True))
            ]
            lines.append("  ".join(cells).rstrip())
        lines += [f"  {remark}" for remark in remarks(runners, form)]
    return "\n".join([*lines, *(["", *missing(skipped)] if skipped else [])])


def as_markdown(runners: Sequence[Runner], skipped: Sequence[Skipped]) -> str:
    lines = [f"{machine()}. {versions(runners)}."]
    for form, heading in HEADINGS.items():
        table = rows(runners, form)
        if table:
            lines += ["", f"**{heading}**", "", f"| {' | '.join(COLUMNS)} |", "|---|---:|---:|---:|---:|---|"]
            lines += [f"| {' | '.join(row)} |" for row in table]
            lines += ["", *(f"- {remark}" for remark in remarks(runners, form))]
    return "\n".join([*lines, *([""] if skipped else []), *(f"- {each}" for each in missing(skipped)), ""])


def publish(table: str, page: Path = PAGE) -> None:
    """Put the tables where the page has its marks; ValueError if it has none."""
    begin, end = MARKS
    before, middle, rest = page.read_text(encoding="utf-8").partition(begin)
    _, mark, after = rest.partition(end)
    if not (middle and mark):
        raise ValueError(f"{page.name} needs {begin} and {end} around the place for the tables.")
    page.write_text(f"{before}{begin}\n\n{table.strip()}\n\n{end}{after}", encoding="utf-8")


def as_data(runners: Sequence[Runner], skipped: Sequence[Skipped]) -> dict[str, Any]:
    return {
        "machine": machine(),
        "engines": [
            {
                "name": runner.entrant.name,
                "form": runner.entrant.form,
                "version": runner.version,
                "offers": runner.offers,
                "expected": runner.expected,
                "payable": runner.payable,
                "remark": runner.entrant.remark,
                "median_micros": round(runner.median, 2),
                "best_micros": round(runner.best, 2),
                "rounds_micros": [round(each, 2) for each in runner.micros],
            }
            for runner in runners
        ],
        "skipped": [{"name": s.entrant.name, "form": s.entrant.form, "why": s.why} for s in skipped],
    }
