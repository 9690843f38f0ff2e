"""Charts as SVG of our own: what they answer is seen at a glance, in light and dark, on screen and on paper.

Each shape has a class that the page's style sheet colours, and the light colours as attributes for who reads no style sheet
(the PDF). A chart is a figure with a title and a sentence; a table beside it holds its numbers. Each is drawn twice, for wide
pages and for phones, where the same words need the same size on half the width; the style sheet shows one of them.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from html import escape
from typing import NamedTuple

INK, SOFT, LINE = "#241a15", "#65544a", "#e6d9c5"
COLOURS = {
    "event": "#c02d16",
    "wait": "#f4b12c",
    "after": "#8f7c6c",
    "usual": "#d9cbb6",
    "gain": "#0d7459",
    "loss": "#c02d16",
    "line": "#35528c",
    "total": "#241a15",
}


class Sheet(NamedTuple):
    """How wide a drawing is, in its own units, and which class says so."""

    name: str
    width: int


SHEETS = (Sheet("wide", 720), Sheet("narrow", 350))


class Bar(NamedTuple):
    """A bar: its label, its height, its colour by name, and what a reader is told who points at it."""

    label: str
    value: int
    colour: str
    about: str = ""
    range: tuple[int, int] | None = None  # of a lying bar: drawn as a thin line across its end


class Band(NamedTuple):
    """A day of a line beside what was expected: nine times in ten between low and high."""

    label: str
    actual: int
    expected: int
    low: int
    high: int
    is_marked: bool


class Line(NamedTuple):
    """A line over bars: a height for each, or nothing."""

    name: str
    values: Sequence[int | None]


Say = Callable[[int], str]


def columns(title: str, bars: Sequence[Bar], line: Line | None, say: Say, height: int = 240) -> str:
    """Upright bars over time with a line across them; every seventh is labelled."""
    return "".join(_columns(sheet, title, bars, line, say, height) for sheet in SHEETS)


def _columns(sheet: Sheet, title: str, bars: Sequence[Bar], line: Line | None, say: Say, height: int) -> str:
    left, bottom, top = 56, 28, 14
    values = [bar.value for bar in bars] + [
        value for value in (line.values if line else ()) if value is not None
    ]
    low, high, step = _scale(min([0, *values]), max([1, *values]))
    plot = height - bottom - top

    def y(value: float) -> float:
        return top + plot * (high - value) / (high - low)

    wide = (sheet.width - left - 8) / max(1, len(bars))
    parts = [_grid(sheet, low, high, step, y, left, say)]
    for place, bar in enumerate(bars):
        x = left + wide * place
        y0, y1 = sorted((y(0), y(bar.value)))
        parts.append(_rect(x + wide * 0.1, y0, wide * 0.8, max(y1 - y0, 0.5), bar.colour, bar.about))
        if place % _every(len(bars), sheet) == 0 and x < sheet.width - 48:
            parts.append(_text(x, height - 10, bar.label, "start", SOFT, "soft"))
    if line:
        points = " ".join(
            f"{left + wide * (place + 0.5):.1f},{y(value):.1f}"
            for place, value in enumerate(line.values)
            if value is not None
        )
        parts.append(
            f'<polyline class="c-line" points="{points}" fill="none" stroke="{COLOURS["line"]}" stroke-width="2"/>'
        )
    return _svg(sheet, title, parts, height)


def band(title: str, series: Sequence[Band], say: Say, height: int = 240) -> str:
    """A line inside or outside of a band, day by day; the stretch that is marked has a ground of its own."""
    return "".join(_band(sheet, title, series, say, height) for sheet in SHEETS)


def _band(sheet: Sheet, title: str, series: Sequence[Band], say: Say, height: int) -> str:
    left, bottom, top = 56, 28, 14
    values = [each for point in series for each in (point.actual, point.low, point.high)]
    low, high, step = _scale(min([0, *values]), max([1, *values]))
    wide = (sheet.width - left - 8) / max(1, len(series) - 1)

    def x(place: float) -> float:
        return left + wide * place

    def y(value: float) -> float:
        return top + (height - bottom - top) * (high - value) / (high - low)

    marked = [place for place, point in enumerate(series) if point.is_marked]
    parts = [_grid(sheet, low, high, step, y, left, say)]
    if marked:
        start, end = x(marked[0] - 0.5), x(marked[-1] + 0.5)
        parts.insert(
            0,
            f'<rect class="c-mark" x="{start:.1f}" y="{top}" width="{end - start:.1f}" height="{height - bottom - top}" '
            f'fill="{COLOURS["wait"]}" fill-opacity="0.25"/>',
        )
    over = [f"{x(place):.1f},{y(point.high):.1f}" for place, point in enumerate(series)]
    under = [f"{x(place):.1f},{y(point.low):.1f}" for place, point in enumerate(series)]
    parts.append(
        f'<polygon class="c-area" points="{" ".join(over + under[::-1])}" fill="{COLOURS["line"]}" fill-opacity="0.2"/>'
    )
    for name, colour, values_of in (("line", "line", "expected"), ("actual", "event", "actual")):
        points = " ".join(
            f"{x(place):.1f},{y(getattr(point, values_of)):.1f}" for place, point in enumerate(series)
        )
        parts.append(
            f'<polyline class="c-{name}" points="{points}" fill="none" stroke="{COLOURS[colour]}" stroke-width="2"/>'
        )
    parts += [
        _text(x(place), height - 10, point.label, "start", SOFT, "soft")
        for place, point in enumerate(series)
        if place % _every(len(series), sheet) == 0 and x(place) < sheet.width - 48
    ]
    return _svg(sheet, title, parts, height)


def across(title: str, bars: Sequence[Bar], say: Say) -> str:
    """Lying bars to the right and left of nothing, one below the other, each with its label and its figure."""
    return "".join(_across(sheet, title, bars, say) for sheet in SHEETS)


def _across(sheet: Sheet, title: str, bars: Sequence[Bar], say: Say) -> str:
    """On a wide sheet label, bar and figure stand side by side; on a narrow one the bar lies below the two."""
    is_wide = sheet.name == "wide"
    row, left, right = (30, 190, 110) if is_wide else (46, 2, 2)
    height = row * len(bars) + 8
    ends = [end for bar in bars for end in (bar.value, *(bar.range or ()))]
    low, high = float(min([0, *ends])), float(max([0, *ends]))
    span = (high - low) or 1

    def x(value: float) -> float:
        return left + (sheet.width - left - right) * (value - low) / span

    parts = [
        f'<line class="c-axis" x1="{x(0):.1f}" x2="{x(0):.1f}" y1="2" y2="{height - 4}" stroke="{SOFT}" stroke-width="1"/>'
        if is_wide
        else ""
    ]
    for place, bar in enumerate(bars):
        middle = row * place + (row / 2 + 2 if is_wide else 32)
        words = middle + 4 if is_wide else middle - 16
        at, anchor, most = (left - 10, "end", 26) if is_wide else (0, "start", 30)
        parts.append(_text(at, words, _cut(bar.label, most), anchor, INK, "ink", bar.label))
        parts.append(_text(sheet.width - 2, words, say(bar.value), "end", INK, "ink"))
        parts.append(_lying(bar, x, middle))
        if not is_wide:
            parts.append(
                f'<line class="c-axis" x1="{x(0):.1f}" x2="{x(0):.1f}" y1="{middle - 11}" y2="{middle + 11}" '
                f'stroke="{SOFT}" stroke-width="1"/>'
            )
    return _svg(sheet, title, parts, height)


def _lying(bar: Bar, x: Callable[[float], float], middle: float) -> str:
    x0, x1 = sorted((x(0), x(bar.value)))
    drawn = _rect(x0, middle - 9, max(x1 - x0, 1), 18, bar.colour, bar.about)
    if bar.range:
        at = [f"{x(end):.1f}" for end in bar.range]
        path = (
            f"M{at[0]} {middle - 5}V{middle + 5}M{at[0]} {middle}H{at[1]}M{at[1]} {middle - 5}V{middle + 5}"
        )
        drawn += f'<path class="c-range" d="{path}" stroke="{SOFT}" stroke-width="2" fill="none"/>'
    return drawn


def curve(title: str, points: Sequence[tuple[float, float]], marks: tuple[str, str]) -> str:
    """A curve from nothing to all in both directions, the straight line of equal shares beside it. 0 to 1."""
    return "".join(_curve(sheet, title, points, marks) for sheet in SHEETS)


def _curve(sheet: Sheet, title: str, points: Sequence[tuple[float, float]], marks: tuple[str, str]) -> str:
    height, left, bottom, top = 240, 56, 30, 10
    wide, high = sheet.width - left - 12, height - bottom - top

    def at(x: float, y: float) -> str:
        return f"{left + wide * x:.1f},{top + high * (1 - y):.1f}"

    every = [(0.0, 0.0), *points]
    area = " ".join([at(0, 0), *(at(x, y) for x, y in every), at(1, 0)])
    parts = []
    for share in (0, 0.25, 0.5, 0.75, 1):
        y = top + high * (1 - share)
        parts.append(
            f'<line class="c-grid" x1="{left}" x2="{sheet.width - 12}" y1="{y:.1f}" y2="{y:.1f}" stroke="{LINE}"/>'
        )
        parts.append(_text(left - 8, y + 4, f"{share:.0%}", "end", SOFT, "soft"))
        # The last one ends with the sheet: written around its middle, half of it would lie beyond.
        x, anchor = (sheet.width - 2, "end") if share == 1 else (left + wide * share, "middle")
        parts.append(_text(x, height - 12, f"{share:.0%}", anchor, SOFT, "soft"))
    parts.append(f'<polygon class="c-area" points="{area}" fill="{COLOURS["line"]}" fill-opacity="0.15"/>')
    parts.append(
        f'<polyline class="c-line" points="{" ".join(at(x, y) for x, y in every)}" fill="none" stroke="{COLOURS["line"]}" stroke-width="2"/>'
    )
    parts.append(
        f'<polyline class="c-grid" points="{at(0, 0)} {at(1, 1)}" fill="none" stroke="{SOFT}" stroke-dasharray="4 4"/>'
    )
    parts.append(_text(sheet.width - 14, height - bottom - 8, marks[0], "end", SOFT, "soft"))
    parts.append(_text(left + 8, top + 14, marks[1], "start", SOFT, "soft"))
    return _svg(sheet, title, parts, height)


def legend(entries: Sequence[tuple[str, str]]) -> str:
    """What the colours mean: (colour, words)."""
    made = "".join(
        f'<span class="key"><i class="k-{colour}" style="background:{COLOURS[colour]}"></i>{escape(words)}</span>'
        for colour, words in entries
    )
    return f'<p class="legend">{made}</p>'


def _grid(
    sheet: Sheet, low: float, high: float, step: float, y: Callable[[float], float], left: int, say: Say
) -> str:
    parts = []
    value = low
    while value <= high + step / 2:
        at = y(value)
        parts.append(
            f'<line class="c-grid" x1="{left}" x2="{sheet.width}" y1="{at:.1f}" y2="{at:.1f}" stroke="{LINE}"/>'
        )
        parts.append(_text(left - 6, at + 4, say(round(value)), "end", SOFT, "soft"))
        value += step
    return "".join(parts)


def _every(days: int, sheet: Sheet) -> int:
    """Weeks between two labels, in days: as many as leave room for a label."""
    return 7 * max(1, -(-days * 10 // sheet.width))


def _scale(low: float, high: float) -> tuple[float, float, float]:
    """A round step that makes about four, and ends that are multiples of it."""
    rough = (high - low) / 4 or 1
    power: float = 10 ** (len(str(int(rough))) - 1)
    step = next(power * each for each in (1, 2, 2.5, 5, 10) if power * each >= rough)
    return step * (low // step), step * -(-high // step), step


def _rect(x: float, y: float, wide: float, high: float, colour: str, about: str) -> str:
    told = f"<title>{escape(about)}</title>" if about else ""
    return (
        f'<rect class="c-{colour}" x="{x:.1f}" y="{y:.1f}" width="{wide:.1f}" height="{high:.1f}" rx="2" '
        f'fill="{COLOURS[colour]}">{told}</rect>'
    )


def _text(x: float, y: float, words: str, anchor: str, colour: str, name: str, whole: str = "") -> str:
    told = f"<title>{escape(whole)}</title>" if whole and whole != words else ""
    return (
        f'<text class="c-{name}" x="{x:.1f}" y="{y:.1f}" text-anchor="{anchor}" font-size="12" fill="{colour}">'
        f"{escape(words)}{told}</text>"
    )


def _cut(words: str, most: int) -> str:
    return words if len(words) <= most else words[: most - 1].rstrip() + "…"


def _svg(sheet: Sheet, title: str, parts: Sequence[str], height: int) -> str:
    return (
        f'<svg class="{sheet.name}" role="img" aria-label="{escape(title)}" viewBox="0 0 {sheet.width} {height}" width="100%" '
        f'xmlns="http://www.w3.org/2000/svg" font-family="sans-serif">{"".join(parts)}</svg>'
    )
