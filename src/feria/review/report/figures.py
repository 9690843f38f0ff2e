"""Which charts each part of a review has."""

from __future__ import annotations

from collections.abc import Callable
from html import escape

from feria.review.chapters.counterfactual import Changed
from feria.review.chapters.lost import LOST
from feria.review.chapters.profit import Profit, Usual
from feria.review.report.charts import Band, Bar, Line, across, band, columns, curve, legend
from feria.review.report.speaker import Speaker
from feria.review.review import Review

MOST_BARS = 14


def charts_of(part: str, review: Review, speaker: Speaker) -> list[str]:
    """The part's charts, each a figure."""
    return [chart for draw in CHARTS.get(part, ()) if (chart := draw(review, speaker))]


def verdict_chart(review: Review, speaker: Speaker) -> str:
    """The verdict's own picture: what the festival changed before, in and after the event, and in all, with its ranges."""
    stretches = review.effect.stretches
    if not stretches:
        return terms_chart(review, speaker)
    bars = [_ranged(each, speaker) for each in stretches]
    return _figure("changed", across(speaker.word("chart.changed"), bars, speaker.money), speaker)


def terms_chart(review: Review, speaker: Speaker) -> str:
    """R8.1's three differences and their sum."""
    terms = review.profit.terms
    if terms is None:
        return ""
    by_part = {each.part: each.difference for each in terms.stretches}
    bars = [
        _signed(speaker.word(f"chart.{word}"), by_part[part], speaker)
        for part, word in (("warm_up", "before"), ("event", "event"), ("after", "after"))
    ]
    bars.append(Bar(speaker.word("chart.true"), terms.true_profit, "total", speaker.money(terms.true_profit)))
    return _figure("terms", across(speaker.word("chart.terms"), bars, speaker.money), speaker)


def _terms_again(review: Review, speaker: Speaker) -> str:
    """The terms, where the verdict's picture is another."""
    return terms_chart(review, speaker) if review.effect.stretches else ""


def _days_chart(review: Review, speaker: Speaker) -> str:
    days = review.profit.days
    if not days:
        return ""
    colours = {"usual": "usual", "warm_up": "wait", "event": "event", "after": "after"}
    bars = [
        Bar(
            speaker.short_day(each.day),
            each.earned,
            colours[part],
            f"{speaker.day(each.day)}: {speaker.money(each.earned)}",
        )
        for each in days
        if (part := review.frame.part_of(each.day))
    ]
    usual = _usual_line(review.profit, review)
    line = Line(speaker.word("chart.usual"), usual) if usual else None
    drawn = columns(speaker.word("chart.days"), bars, line, speaker.short_money)
    keys = [
        ("usual", speaker.code("usual")),
        ("wait", speaker.code("warm_up")),
        ("event", speaker.code("event")),
        ("after", speaker.code("after")),
    ]
    if line:
        keys.append(("line", line.name))
    return _figure("days", drawn + legend(keys), speaker)


def _usual_line(profit: Profit, review: Review) -> list[int | None]:
    if profit.terms is None:
        return []
    series = {each.day: each.earned for each in profit.days}
    usual = Usual(series, review.frame.usual, range(7) if profit.terms.by_weekday else ())
    return [usual.over([each.day]) for each in profit.days]


def _departments_chart(review: Review, speaker: Speaker) -> str:
    groups = [each for each in review.profit.departments if each.true_profit]
    if len(groups) < 2:
        return ""
    if len(groups) > MOST_BARS:
        groups = groups[: MOST_BARS - 4] + groups[-4:]
    bars = [_signed(speaker.group(each.group), each.true_profit, speaker) for each in groups]
    return _figure("departments", across(speaker.word("chart.departments"), bars, speaker.money), speaker)


def _effect_chart(review: Review, speaker: Speaker) -> str:
    days = review.effect.curve
    if len(days) < 2:
        return ""
    series = [
        Band(
            speaker.short_day(each.day),
            each.actual,
            each.expected,
            each.lowest,
            each.highest,
            each.day in review.frame.event,
        )
        for each in days
    ]
    drawn = band(speaker.word("chart.effect"), series, speaker.short_money)
    keys = [
        ("event", speaker.word("chart.actual")),
        ("line", speaker.word("chart.expected")),
        ("wait", speaker.code("event")),
    ]
    return _figure("effect", drawn + legend(keys), speaker)


def _decomposed_chart(review: Review, speaker: Speaker) -> str:
    """Where the change came from; the parts sum to the last bar."""
    if len(review.effect.goods) < 2:
        return ""
    bars = [_ranged(each, speaker) for each in review.effect.goods]
    return _figure("decomposed", across(speaker.word("chart.decomposed"), bars, speaker.money), speaker)


def _roles_chart(review: Review, speaker: Speaker) -> str:
    bars = [_signed(speaker.code(each.role), each.change, speaker) for each in review.related.roles]
    if not bars:
        return ""
    return _figure("roles", across(speaker.word("chart.roles"), bars, speaker.money), speaker)


def _campaigns_chart(review: Review, speaker: Speaker) -> str:
    """Each campaign that could be judged, with the range that holds what it brought."""
    told = [each for each in review.campaigns.campaigns if each.changed is not None]
    bars = [
        Bar(
            speaker.group(each.campaign),
            each.changed or 0,
            ("gain" if (each.changed or 0) >= 0 else "loss") if each.is_sure else "after",
            speaker.word("range", low=each.lowest or 0, high=each.highest or 0),
            range=(each.lowest or 0, each.highest or 0),
        )
        for each in sorted(told, key=lambda each: -(each.changed or 0))
    ]
    if not bars:
        return ""
    drawn = across(speaker.word("chart.campaigns"), bars, speaker.money)
    keys = [("gain", speaker.word("chart.sure")), ("after", speaker.word("chart.unsure"))]
    return _figure("campaigns", drawn + legend(keys), speaker)


def _ranged(each: Changed, speaker: Speaker) -> Bar:
    bar = _signed(speaker.code(each.what), each.changed, speaker)
    colour = "total" if each.what == "total" else bar.colour
    return bar._replace(range=(each.lowest, each.highest), colour=colour)


def _given_chart(review: Review, speaker: Speaker) -> str:
    given = review.offers.given
    if len(given) < 2:
        return ""
    colours = {"usual": "usual", "warm_up": "wait", "event": "event", "after": "after"}
    bars = [
        Bar(speaker.code(each.part), each.off_bps, colours[each.part], speaker.money(each.off))
        for each in given
    ]
    drawn = across(speaker.word("chart.given"), bars, lambda bps: speaker.figure(bps, "share"))
    return _figure("given", drawn, speaker)


def _curve_chart(review: Review, speaker: Speaker) -> str:
    points = [(each.products_bps / 10_000, each.sales_bps / 10_000) for each in review.goods.curve]
    if len(points) < 2:
        return ""
    marks = (speaker.word("column.products_bps"), speaker.word("column.sales_bps"))
    return _figure("curve", curve(speaker.word("chart.curve"), points, marks), speaker)


def _outcomes_chart(review: Review, speaker: Speaker) -> str:
    colours = {"bought": "gain", "instead": "wait", "recovered": "line", **dict.fromkeys(LOST, "loss")}
    bars = [
        Bar(
            speaker.code(each.outcome),
            each.wishes_bps,
            colours[each.outcome],
            speaker.figure(each.wishes, "count"),
        )
        for each in review.lost.outcomes
    ]
    if not bars:
        return ""
    drawn = across(speaker.word("chart.outcomes"), bars, lambda bps: speaker.figure(bps, "share"))
    return _figure("outcomes", drawn, speaker)


def _signed(label: str, value: int, speaker: Speaker) -> Bar:
    return Bar(label, value, "gain" if value >= 0 else "loss", f"{label}: {speaker.money(value)}")


def _figure(name: str, drawn: str, speaker: Speaker) -> str:
    about = (
        f'<p class="about">{escape(speaker.word(f"chart.{name}.about"))}</p>'
        if speaker.has(f"chart.{name}.about")
        else ""
    )
    return f"<figure><figcaption>{escape(speaker.word(f'chart.{name}'))}</figcaption>{about}{drawn}</figure>"


CHARTS: dict[str, tuple[Callable[[Review, Speaker], str], ...]] = {
    "profit": (_terms_again, _days_chart, _departments_chart),
    "effect": (_decomposed_chart, _effect_chart),
    "related": (_roles_chart,),
    "campaigns": (_campaigns_chart,),
    "offers": (_given_chart,),
    "goods": (_curve_chart,),
    "lost": (_outcomes_chart,),
}
