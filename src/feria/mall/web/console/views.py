"""Pages of the console. Analysts may look; only operators change anything."""

from __future__ import annotations

from django.conf import settings
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from feria.festival import Document, Problem, json_schema
from feria.mall.campaigns import api as campaigns
from feria.mall.kit import api as kit
from feria.mall.rush import api as rush
from feria.mall.web import switches
from feria.mall.web.access import role_required, signed_in
from feria.mall.web.console import figures
from feria.mall.web.console.forms import DocumentForm, OverrideForm
from feria.mall.web.console.pages import page
from feria.mall.web.storefront.words import worded
from feria.mall.web.work import promotions as promotion_rows
from feria.mall.web.work.moments import showing, spans


@role_required("operator", "analyst")
def festivals(request: HttpRequest) -> HttpResponse:
    """Every festival with its state, and what the mall shows at the moment."""
    now = kit.now()
    current = campaigns.current(now)
    context = {
        "festivals": figures.festival_rows(campaigns.festival_rows(now)),
        "current": current,
        "showing": showing(current),
    }
    return page(request, "festivals", context)


@role_required("operator", "analyst")
def festival(request: HttpRequest, code: str) -> HttpResponse:
    """One festival: phases on a timeline, promotions, coupons with their claims, targets against sales so far."""
    row, document, version = _found(code)
    now = kit.now()
    current = campaigns.current(now)
    context = {
        "festival": row,
        "title": worded(document.names),
        "version": version,
        "version_in_force": row.applied,
        "showing": showing(current) if current and current.document.id == code else None,
        "spans": spans(document, now),
        "stats": figures.tiles(document, now) if switches.is_on(switches.DESK_FIGURES) else [],
        "promotions": promotion_rows.rows(document.all_promotions, now, settings.CURRENCY),
        "coupons": figures.coupon_rows(code),
        "override_form": OverrideForm(document=document),
    }
    return page(request, "festivals", context, "festival")


@role_required("operator", "analyst")
def document(request: HttpRequest, code: str) -> HttpResponse:
    """The document as it was written, any version, with what changed since the one before."""
    row, found, version = _found(code, request.GET.get("version"))
    context = {
        "festival": row,
        "title": worded(found.names),
        "version": version,
        "versions": campaigns.versions_of(code).reverse(),
        "lines": version.text.splitlines(),
        "changes": _changes(version),
    }
    return page(request, "festivals", context, "document")


@role_required("operator")
def apply(request: HttpRequest) -> HttpResponse:
    """Check a document and put it in force; problems are shown with their lines and nothing changes."""
    form = DocumentForm(
        request.POST or None, request.FILES or None, initial={"text": _text_of(request.GET.get("code"))}
    )
    problems: tuple[Problem, ...] = ()
    if request.method == "POST" and form.is_valid():
        try:
            version = rush.open_festival(form.cleaned_data["document"], signed_in(request))
        except campaigns.FestivalRefused as refused:
            problems = tuple(refused.problems)
        else:
            said = _("%(festival)s is in force, version %(number)s.")
            messages.success(request, said % {"festival": version.festival.code, "number": version.number})
            for problem in campaigns.checked(version.text).unkept:
                messages.warning(request, f"{problem.message} {problem.suggestion}")
            return redirect("console:festival", code=version.festival.code)
    context = {"form": form, "problems": problems}
    return page(request, "apply", context, status=422 if problems else 200)


@role_required("operator")
@require_POST
def withdraw(request: HttpRequest, code: str) -> HttpResponse:
    """Take a festival out of force. Orders already placed keep their price."""
    _found(code)
    rush.close_festival(code, signed_in(request))
    messages.success(
        request, _("%(festival)s is withdrawn: its prices and coupons are off.") % {"festival": code}
    )
    return redirect("console:festival", code=code)


@role_required("operator")
@require_POST
def override(request: HttpRequest, code: str) -> HttpResponse:
    """Show another phase than the clock's, or lift that (R1.2)."""
    _row, document, _version = _found(code)
    form = OverrideForm(request.POST, document=document)
    if not form.is_valid():
        messages.error(request, _("Choose one of the festival's phases."))
    elif form.cleaned_data["moment"]:
        phase, _slash, period = form.cleaned_data["moment"].partition("/")
        campaigns.override_phase(code, phase, period, signed_in(request))
        messages.success(
            request, _("The storefront shows %(phase)s until you lift it.") % {"phase": form.chosen_name}
        )
    else:
        campaigns.lift_override(code, signed_in(request))
        messages.success(request, _("The clock decides again."))
    return redirect("console:festival", code=code)


@role_required("operator", "analyst")
def schema(request: HttpRequest) -> HttpResponse:
    """The document's JSON Schema, for editors."""
    return JsonResponse(json_schema())


def _found(
    code: str, number: str | None = None
) -> tuple[campaigns.Festival, Document, campaigns.FestivalVersion]:
    wanted = int(number) if number and number.isdecimal() else None
    try:
        document, _text = campaigns.document_of(code, wanted)
    except campaigns.FestivalUnknown as missing:
        raise Http404 from missing
    row = campaigns.festivals().get(code=code)
    version = (
        campaigns.versions_of(code).get(number=wanted)
        if wanted
        else row.applied or campaigns.versions_of(code)[0]
    )
    return row, document, version


def _changes(version: campaigns.FestivalVersion) -> tuple[campaigns.DiffLine, ...]:
    if version.number == 1:
        return ()
    return campaigns.diff(version.festival.code, version.number - 1, version.number).lines


def _text_of(code: str | None) -> str:
    return _found(code)[2].text if code else ""
