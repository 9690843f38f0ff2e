"""Pages of reviews: which there are, the verdict of one, and each of its parts with its charts and whole tables (R8).

Analysts review: a review changes nothing in the mall. What it needs beyond the mall (``feria[analytics]``) is looked for
when somebody asks for a review, not before.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from functools import wraps
from importlib import import_module
from typing import TYPE_CHECKING, Any

from django import forms
from django.conf import settings
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.safestring import mark_safe
from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from feria.mall.campaigns import api as campaigns
from feria.mall.kit import api as kit
from feria.mall.web.access import role_required, signed_in
from feria.mall.web.console.figures import festival_rows
from feria.mall.web.console.pages import page
from feria.mall.web.console.running import told_of

if TYPE_CHECKING:
    from feria.mall.books.api import KeptReview
    from feria.review.report.speaker import Speaker

MOST_ROWS = 500
TYPES = {
    "html": "text/html; charset=utf-8",
    "json": "application/json",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "pdf": "application/pdf",
}
View = Callable[..., HttpResponse]


class PastForm(forms.Form):
    """Days of the past year to review. ``receipts``: the first and the last day there are any for."""

    first = forms.DateField(label=gettext_lazy("First day"), widget=forms.DateInput(attrs={"type": "date"}))
    last = forms.DateField(label=gettext_lazy("Last day"), widget=forms.DateInput(attrs={"type": "date"}))

    def __init__(self, receipts: tuple[date, date], *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.receipts = receipts
        for field in self.fields.values():
            field.widget.attrs |= {"min": receipts[0].isoformat(), "max": receipts[1].isoformat()}

    def clean(self) -> dict[str, Any]:
        """The last day is not before the first, and there are receipts for both."""
        told: dict[str, Any] = super().clean() or {}
        first, last = told.get("first"), told.get("last")
        if first and last and first > last:
            raise forms.ValidationError(_("The last day is before the first."))
        if (first and first < self.receipts[0]) or (last and last > self.receipts[1]):
            raise forms.ValidationError(_("Choose days that there are receipts for."))
        return told


def with_analytics(view: View) -> View:
    """Say what to install where the mall stands without the analytics."""

    @wraps(view)
    def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        try:
            import_module("feria.review.review")
        except ModuleNotFoundError as missing:
            if (missing.name or "").partition(".")[0] == "feria":
                raise
            return page(request, "reviews", {"wanted": "feria[analytics]"}, status=501)
        return view(request, *args, **kwargs)

    return guarded


@role_required("operator", "analyst")
@with_analytics
def reviews(request: HttpRequest) -> HttpResponse:
    """Which festivals can be reviewed, and which reviews are kept."""
    return _listed(request)


@role_required("operator", "analyst")
@require_POST
@with_analytics
def make(request: HttpRequest) -> HttpResponse:
    """Review a festival on the mall's sales until now, or days of the past year."""
    from feria.mall.books import api as books

    if code := request.POST.get("festival", ""):
        try:
            run = books.ask_festival(settings.HOME, code, signed_in(request))
        except campaigns.FestivalUnknown:
            raise Http404 from None
        return redirect("console:review", run.code)
    receipts = books.past_days(settings.HOME)
    if receipts is None:
        raise Http404
    form = PastForm(receipts, request.POST)
    if not form.is_valid():
        return _listed(request, form, status=422)
    told = form.cleaned_data
    run = books.ask_past(settings.HOME, told["first"], told["last"], signed_in(request))
    return redirect("console:review", run.code)


@role_required("operator", "analyst")
@require_POST
@with_analytics
def again(request: HttpRequest, code: str) -> HttpResponse:
    """Reckon a review anew that rests on older facts, or that failed."""
    from feria.mall.books import api as books

    run = books.run_of(code)
    if run is None:
        raise Http404
    if run.festival:
        books.ask_festival(settings.HOME, run.festival, signed_in(request))
    elif run.first_day and run.last_day:
        books.ask_past(settings.HOME, run.first_day, run.last_day, signed_in(request))
    return redirect("console:review", code)


@role_required("operator", "analyst")
@with_analytics
def progress(request: HttpRequest, code: str) -> HttpResponse:
    """How far a review is, as a piece of its page; the page is asked for anew when it is there."""
    from feria.mall.books import api as books

    run = books.run_of(code)
    if run is None:
        raise Http404
    if not run.is_under_way:
        return HttpResponse(headers={"HX-Refresh": "true"})
    return render(request, "console/review_progress.html", {"run": told_of(run)})


@role_required("operator", "analyst")
@with_analytics
def review(request: HttpRequest, code: str) -> HttpResponse:
    """The verdict, and a way into each part."""
    from feria.mall.books import api as books
    from feria.review.report.figures import verdict_chart
    from feria.review.report.html import heading, headline

    run = books.run_of(code)
    kept = books.kept_review(settings.HOME, code)
    if kept is None:
        if run is None:
            raise Http404
        return page(request, "reviews", {"run": told_of(run), "code": code}, "review_awaited")
    speaker, found = _speaker(kept), kept.review
    parts = [
        {
            "code": part,
            "name": speaker.word(f"part.{part}"),
            "said": [speaker.say(note) for note in (*answer.findings, *answer.missing)[:1]],
        }
        for part, answer in found.answers().items()
    ]
    context = {
        "code": code,
        "title": heading(found, speaker),
        "state": found.verdict.state,
        "sum": headline(found, speaker),
        "verdict": [speaker.say(note) for note in found.verdict.lines],
        "labels": [speaker.say(note) for note in found.labels],
        "chart": _drawn(verdict_chart(found, speaker)),
        "parts": parts,
        "run": told_of(run) if run and run.state != run.State.DONE else None,
        "is_old": run is not None
        and run.state == run.State.DONE
        and not books.is_current(settings.HOME, run),
        "reckoned_at": run.ended_at if run else None,
    }
    return page(request, "reviews", context, "review")


@role_required("operator", "analyst")
@with_analytics
def part(request: HttpRequest, code: str, part: str) -> HttpResponse:
    """One part: what it comes to, its charts, its tables whole, what is missing, how it was worked out."""
    from feria.review.report.figures import charts_of
    from feria.review.report.html import assumptions_of, heading
    from feria.review.report.tables import tables_of

    kept, speaker = _kept(code)
    answer = kept.review.answers().get(part)
    if answer is None:
        raise Http404
    parts = [(name, speaker.word(f"part.{name}")) for name in kept.review.answers()]
    after = next((at for at, (name, _said) in enumerate(parts, 1) if name == part), 0)
    context = {
        "code": code,
        "part": part,
        "of": heading(kept.review, speaker),
        "title": speaker.word(f"part.{part}"),
        "parts": parts,
        "next": parts[after] if after < len(parts) else None,
        "findings": [speaker.say(note) for note in answer.findings],
        "labels": [speaker.say(note) for note in answer.labels],
        "assumptions": [speaker.say(note) for note in assumptions_of(answer)],
        "rests_on": speaker.word("rests-on"),
        "missing": [speaker.say(note) for note in answer.missing],
        "problems": _problems(kept, speaker) if part == "read" else [],
        "charts": [_drawn(chart) for chart in charts_of(part, kept.review, speaker)],
        "tables": [_table(view, speaker) for view in tables_of(part, answer) if view.code != "read.problems"],
        "method": speaker.word(f"method.{answer.method}"),
    }
    return page(request, "reviews", context, "review_part")


@role_required("operator", "analyst")
@with_analytics
def report(request: HttpRequest, code: str, ending: str) -> HttpResponse:
    """The whole report as a file."""
    from feria.review.report.render import FORMATS, NotInstalled

    if ending not in TYPES:
        raise Http404
    kept, speaker = _kept(code)
    try:
        body = FORMATS[f".{ending}"](kept.review, speaker)
    except NotInstalled as missing:
        messages.error(request, _("This format needs %(what)s.") % {"what": missing.wanted})
        return redirect("console:review", code)
    name = f'{"inline" if ending == "html" else "attachment"}; filename="review-{code}.{ending}"'
    return HttpResponse(body, content_type=TYPES[ending], headers={"Content-Disposition": name})


def _listed(request: HttpRequest, form: PastForm | None = None, status: int = 200) -> HttpResponse:
    from feria.mall.books import api as books
    from feria.review.report.html import heading

    receipts = books.past_days(settings.HOME)
    kept = books.kept_reviews(settings.HOME)
    rows = []
    for each in kept:
        speaker = _speaker(each)
        rows.append(
            {
                "code": each.code,
                "title": heading(each.review, speaker),
                "said": speaker.say(each.review.verdict.lines[0]),
                "labels": [speaker.say(note) for note in each.review.labels],
            }
        )
    context = {
        "reviews": rows,
        "runs": [told_of(each) for each in books.open_runs()],
        "festivals": festival_rows(campaigns.festival_rows(kit.now())),
        "form": form or (PastForm(receipts) if receipts else None),
    }
    return page(request, "reviews", context, status=status)


def _kept(code: str) -> tuple[KeptReview, Speaker]:
    from feria.mall.books import api as books

    kept = books.kept_review(settings.HOME, code)
    if kept is None:
        raise Http404
    return kept, _speaker(kept)


def _speaker(kept: KeptReview) -> Speaker:
    from feria.review.report.languages import WORDS
    from feria.review.report.speaker import Speaker

    language = get_language() or "en"
    return Speaker(language if language in WORDS else "en", kept.review.currency, kept.review.called)  # type: ignore[arg-type]


def _table(view: Any, speaker: Speaker) -> dict[str, Any]:
    rows = [
        [
            {
                "said": speaker.figure(value, "code" if value == "" else column.kind),
                "num": column.is_number,
                "loss": column.is_number and isinstance(value, int) and value < 0,
            }
            for value, column in zip(row, view.columns, strict=True)
        ]
        for row in view.rows[:MOST_ROWS]
    ]
    heads = [
        {"said": speaker.word(f"column.{column.code}"), "num": column.is_number} for column in view.columns
    ]
    return {"title": speaker.word(f"table.{view.code}"), "heads": heads, "rows": rows}


def _problems(kept: KeptReview, speaker: Speaker) -> list[str]:
    return [
        speaker.word(f"finding.{each.code}", count=each.count, example=each.example)
        for each in kept.review.read.problems
    ]


def _drawn(chart: str) -> str:
    return mark_safe(chart)  # noqa: S308 - drawn by the report, which escapes every word in it
