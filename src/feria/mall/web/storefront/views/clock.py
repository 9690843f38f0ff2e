"""The time machine's buttons: staff set the demo mall's clock."""

from __future__ import annotations

from django.conf import settings
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from feria.mall.kit import api as kit
from feria.mall.web.access import role_required, signed_in
from feria.mall.web.storefront.forms import ClockForm
from feria.mall.web.storefront.ways import way_back


@role_required("operator")
@require_POST
def move(request: HttpRequest) -> HttpResponse:
    """Jump to an instant (``to``), or back to the real time (``real``)."""
    if not settings.DEMO:
        raise Http404
    back = way_back(request, reverse("storefront:home"))
    if "real" in request.POST:
        kit.move_clock(None, signed_in(request))
        messages.info(request, _("The mall's clock shows the real time again."))
        return HttpResponseRedirect(back)
    form = ClockForm(request.POST)
    if not form.is_valid():
        messages.error(request, str(form.errors["to"][0]))
        return HttpResponseRedirect(back)
    kit.move_clock(form.cleaned_data["to"], signed_in(request))
    return HttpResponseRedirect(back)
