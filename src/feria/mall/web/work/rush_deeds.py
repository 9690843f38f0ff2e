"""Stopping, extending and filling up a session from a page: the form read, the deed done, its outcome said."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from django import forms
from django.conf import settings
from django.contrib import messages
from django.http import HttpRequest
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from feria.mall.kit import api as kit
from feria.mall.rush import api as rush
from feria.mall.stock import api as stock
from feria.mall.web.access import signed_in
from feria.mall.web.templatetags.storefront import when
from feria.mall.web.work.rush import Live

MOMENT = "%Y-%m-%dT%H:%M"
LONGER = timedelta(minutes=30)


def moment_field(label: Any) -> forms.DateTimeField:
    """A day and a time of day in the mall's zone."""
    widget = forms.DateTimeInput(attrs={"type": "datetime-local"}, format=MOMENT)
    return forms.DateTimeField(label=label, input_formats=[MOMENT], widget=widget)


class ExtendForm(forms.Form):
    """Until when it shall sell."""

    closes_at = moment_field(gettext_lazy("Until"))


class UnitsForm(forms.Form):
    """How many more of what."""

    sku = forms.CharField(label=gettext_lazy("Product"), max_length=40)
    units = forms.IntegerField(label=gettext_lazy("Units more"), min_value=1, max_value=1_000_000)


def currency() -> str:
    return str(settings.CURRENCY)


def extend_form(live: Live) -> ExtendForm:
    """Filled in with half an hour more."""
    longer = max(live.closes_at, kit.now()) + LONGER
    return ExtendForm(initial={"closes_at": timezone.localtime(longer)})


def stop(request: HttpRequest, code: str) -> None:
    rush.stop_session(code, signed_in(request))
    messages.success(request, _("Stopped: nothing more is claimed. What is held can still be paid."))


def extend(request: HttpRequest, code: str) -> None:
    form = ExtendForm(request.POST)
    if not form.is_valid():
        messages.error(request, _("Say until when, as a day and a time."))
        return
    closes_at = form.cleaned_data["closes_at"]
    try:
        rush.extend_session(code, closes_at, signed_in(request))
    except ValueError:
        messages.error(request, _("It can only be extended to a time to come, after its start."))
    except stock.StockShort as short:
        messages.error(
            request, _("What it had set aside was sold elsewhere meanwhile. %(short)s") % {"short": short}
        )
    else:
        messages.success(request, _("It sells until %(at)s.") % {"at": when(closes_at)})


def add(request: HttpRequest, code: str) -> None:
    form = UnitsForm(request.POST)
    if not form.is_valid():
        messages.error(request, _("Say how many units more, from 1 on."))
        return
    sku, units = form.cleaned_data["sku"], form.cleaned_data["units"]
    try:
        rush.add_stock(code, sku, units, signed_in(request))
    except stock.StockShort as short:
        messages.error(request, _("Not so many are free. %(short)s") % {"short": short})
    except stock.RushOver:
        messages.error(request, _("The session is over: extend it first, then add units."))
    except stock.NoSuchRush:
        messages.error(request, _("Nothing is set aside for this product in the session."))
    else:
        said = _("%(units)d units more of %(sku)s are set aside for it.")
        messages.success(request, said % {"units": units, "sku": sku})
