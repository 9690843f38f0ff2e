"""A review as one HTML file that needs nothing beside it: the verdict fills the first page, the rest answers why."""

from __future__ import annotations

from collections.abc import Iterable
from html import escape
from importlib.resources import files

from feria.review.report.figures import charts_of, verdict_chart
from feria.review.report.speaker import Speaker
from feria.review.report.tables import Figure, TableView, figures_of, tables_of
from feria.review.review import Review
from feria.review.value import Answer, Note

SHOWN = 10
MOST = 60
"""Rows of a table: so many are seen at once, so many more can be opened; the workbook has them all."""
QUIET = ("profit.days", "effect.curve", "goods.curve", "read.problems")
"""Tables that are drawn, or said in sentences."""


def page(review: Review, speaker: Speaker) -> str:
    """The whole report."""
    title = heading(review, speaker)
    style = files("feria.review.report").joinpath("report.css").read_text(encoding="utf-8")
    answers = review.answers()
    body = [
        _verdict(review, speaker, title),
        _contents(answers, speaker),
        *(section(part, answer, review, speaker) for part, answer in answers.items()),
    ]
    return (
        f'<!doctype html>\n<html lang="{speaker.language}"><head><meta charset="utf-8">'
        '<meta name="viewport" content="width=device-width, initial-scale=1">'
        '<meta name="color-scheme" content="light dark"><link rel="icon" href="data:,">'
        f"<title>{escape(title)}</title><style>{style}</style></head>\n<body><main>{''.join(body)}</main></body></html>\n"
    )


def heading(review: Review, speaker: Speaker) -> str:
    """The festival's name and days."""
    name = (
        review.names.get(speaker.language)
        or review.names.get("en")
        or review.festival
        or speaker.word("festival")
    )
    event = review.frame.event
    return speaker.word("title", name=name, first=event.first.isoformat(), last=event.last.isoformat())


def _verdict(review: Review, speaker: Speaker, title: str) -> str:
    verdict = review.verdict
    first, *others = verdict.lines
    currency = review.currency or speaker.word("currency-unknown")
    source = review.read.source.rstrip("/").rpartition("/")[2]
    read_on = speaker.word("read-on", source=source, currency=currency, zone=review.time_zone)
    return (
        f'<section class="verdict {verdict.state}"><p class="kicker">{escape(speaker.word("verdict"))}</p><h1>{escape(title)}</h1>'
        f'<p class="sum">{escape(headline(review, speaker))}</p><p class="outcome">{escape(speaker.say(first))}</p>'
        f"<ol>{''.join(f'<li>{escape(speaker.say(each))}</li>' for each in others)}</ol>"
        f"{_labels(review.labels, speaker)}{verdict_chart(review, speaker)}"
        f'<p class="fine">{escape(read_on)}</p></section>'
    )


def headline(review: Review, speaker: Speaker) -> str:
    """The verdict as a figure; as a range where it is not sure."""
    amount, total = review.verdict.amount, review.effect.total
    if amount is None:
        return "–"
    if review.verdict.state == "unsure" and total is not None:
        return f"{speaker.short_money(total.lowest)} … {speaker.short_money(total.highest)}"
    return speaker.money(amount)


def _contents(answers: dict[str, Answer], speaker: Speaker) -> str:
    links = "".join(f'<a href="#{part}">{escape(speaker.word(f"part.{part}"))}</a>' for part in answers)
    return f'<nav aria-label="{escape(speaker.word("contents"))}">{links}</nav>'


def section(part: str, answer: Answer, review: Review, speaker: Speaker) -> str:
    """One part: what it comes to, its charts, its tables, what is missing, how it was worked out."""
    tables = [each for each in tables_of(part, answer) if each.code not in QUIET]
    inside = [
        f"<h2>{escape(speaker.word(f'part.{part}'))}</h2>",
        "".join(f'<p class="finding">{escape(speaker.say(each))}</p>' for each in answer.findings),
        _labels(answer.labels, speaker),
        _problems(review, speaker) if part == "read" else "",
        *charts_of(part, review, speaker),
        *(table(each, speaker) for each in tables),
        _figures(list(figures_of(answer)), speaker),
        _rests_on(answer, speaker),
        _missing(answer.missing, speaker),
        f'<details class="how"><summary>{escape(speaker.word("how"))}</summary><p>{escape(speaker.word(f"method.{answer.method}"))}</p></details>',
    ]
    return f'<section id="{part}">{"".join(inside)}</section>'


def table(view: TableView, speaker: Speaker) -> str:
    """A table; what goes beyond its first rows can be opened."""
    head = "".join(
        f"<th{_side(column.is_number)} scope=col>{escape(speaker.word(f'column.{column.code}'))}</th>"
        for column in view.columns
    )
    shown, more = view.rows[:SHOWN], view.rows[SHOWN:MOST]
    caption = escape(speaker.word(f"table.{view.code}"))
    made = (
        f'<div class="scroll"><table><caption>{caption}</caption><thead><tr>{head}</tr></thead>'
        f"<tbody>{_rows(view, shown, speaker)}</tbody></table></div>"
    )
    if more:
        opened = f'<div class="scroll"><table><thead><tr>{head}</tr></thead><tbody>{_rows(view, more, speaker)}</tbody></table></div>'
        made += f'<details class="more"><summary>{escape(speaker.word("all-rows", n=len(more)))}</summary>{opened}</details>'
    return made


def _rows(view: TableView, rows: Iterable[tuple[object, ...]], speaker: Speaker) -> str:
    made = []
    for row in rows:
        cells = []
        for value, column in zip(row, view.columns, strict=True):
            negative = column.is_number and isinstance(value, int) and value < 0
            name = _side(column.is_number, "loss" if negative else "d" if column.kind == "day" else "")
            said = speaker.figure(value, "code" if value == "" else column.kind)
            cells.append(f"<td{name}>{escape(said)}</td>")
        made.append(f"<tr>{''.join(cells)}</tr>")
    return "".join(made)


def _side(number: bool, more: str = "") -> str:
    names = " ".join(each for each in ("n" if number else "", more) if each)
    return f' class="{names}"' if names else ""


def _figures(figures: list[Figure], speaker: Speaker) -> str:
    shown = [each for each in figures if speaker.has(f"column.{each.code}")]
    if not shown:
        return ""
    rows = "".join(
        f"<div><dt>{escape(speaker.word(f'column.{each.code}'))}</dt><dd>{escape(_figure(each, speaker))}</dd></div>"
        for each in shown
    )
    return f'<details class="more"><summary>{escape(speaker.word("key-figures"))}</summary><dl>{rows}</dl></details>'


def _figure(figure: Figure, speaker: Speaker) -> str:
    kind = "code" if figure.code in ("kind", "costs", "basis", "outcome", "measured") else figure.kind
    return speaker.figure(figure.value, kind)


def _labels(labels: tuple[Note, ...], speaker: Speaker) -> str:
    said = "".join(f"<li>{escape(speaker.say(each))}</li>" for each in labels)
    return f'<ul class="labels">{said}</ul>' if said else ""


def _missing(missing: tuple[Note, ...], speaker: Speaker) -> str:
    said = "".join(f"<li>{escape(speaker.say(each))}</li>" for each in missing)
    return f'<ul class="missing">{said}</ul>' if said else ""


def assumptions_of(answer: Answer) -> tuple[Note, ...]:
    """What a part takes for granted, where it says so."""
    found: tuple[Note, ...] = getattr(answer, "assumptions", ())
    return found


def _rests_on(answer: Answer, speaker: Speaker) -> str:
    """What an estimate takes for granted."""
    assumptions = assumptions_of(answer)
    if not assumptions:
        return ""
    said = "".join(f"<li>{escape(speaker.say(each))}</li>" for each in assumptions)
    return f'<p class="about">{escape(speaker.word("rests-on"))}</p><ul class="missing">{said}</ul>'


def _problems(review: Review, speaker: Speaker) -> str:
    said = "".join(
        f"<li>{escape(speaker.word(f'finding.{each.code}', count=each.count, example=each.example))}</li>"
        for each in review.read.problems
    )
    return f'<ul class="problems">{said}</ul>' if said else ""
