"""A shopper's own page: who they are, their level, where parcels go."""

from __future__ import annotations

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from feria.mall.members import api as members
from feria.mall.web.storefront.forms import AddressForm, ProfileForm
from feria.mall.web.storefront.visit import visit
from feria.mall.web.storefront.ways import here_or


@login_required
@require_safe
def account(request: HttpRequest) -> HttpResponse:
    here = visit(request)
    if here.member is None:
        return render(request, "storefront/no_member.html", status=403)
    return _page(request)


@login_required
@require_POST
def join(request: HttpRequest) -> HttpResponse:
    """Let a signed-in member of staff shop, too."""
    members.ensure_member(request.user)  # type: ignore[arg-type]
    messages.success(request, _("You can shop with this account now."))
    return HttpResponseRedirect(reverse("storefront:account"))


@login_required
@require_POST
def profile(request: HttpRequest) -> HttpResponse:
    here = visit(request)
    if here.member is None:
        raise Http404
    form = ProfileForm(request.POST)
    if not form.is_valid():
        return _page(request, profile_form=form, status=422)
    members.save_profile(here.member, **form.cleaned_data)
    messages.success(request, _("Your profile is saved."))
    return HttpResponseRedirect(reverse("storefront:account"))


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def address(request: HttpRequest, address_id: int | None = None) -> HttpResponse:
    """Add an address, or change one of the member's own."""
    here = visit(request)
    if here.member is None:
        raise Http404
    kept = members.addresses(here.member).filter(pk=address_id).first() if address_id else None
    if address_id and kept is None:
        raise Http404
    back = _back_from_address(request)
    if request.method != "POST":
        initial = {name: getattr(kept, name) for name in AddressForm.AUTOCOMPLETE} if kept else None
        form = AddressForm(initial=initial)
        return render(
            request,
            "storefront/address.html",
            {"form": form, "kept": kept, "back": back},
        )
    form = AddressForm(request.POST)
    if form.is_valid():
        try:
            members.save_address(
                here.member,
                address_id=address_id,
                is_default="is_default" in request.POST,
                **form.cleaned_data,
            )
        except members.AddressRefused as refused:
            for name, why in refused.problems.items():
                form.add_error(name, why)
        else:
            messages.success(request, _("The address is saved."))
            return HttpResponseRedirect(back)
    context = {"form": form, "kept": kept, "back": back}
    return render(request, "storefront/address.html", context, status=422)


def _back_from_address(request: HttpRequest) -> str:
    """To the checkout or the claim that asked for an address, else to the account."""
    if request.GET.get("for") == "checkout":
        return reverse("storefront:checkout")
    return here_or(request, request.GET.get("next", ""), reverse("storefront:account"))


@login_required
@require_POST
def forget_address(request: HttpRequest, address_id: int) -> HttpResponse:
    here = visit(request)
    if here.member is None or not members.delete_address(here.member, address_id):
        raise Http404
    messages.success(request, _("The address is removed."))
    return HttpResponseRedirect(reverse("storefront:account"))


def _page(request: HttpRequest, profile_form: ProfileForm | None = None, status: int = 200) -> HttpResponse:
    member = visit(request).member
    assert member is not None  # noqa: S101 - the views asked before
    context = {
        "member": member,
        "level": member.get_level_display(),
        "addresses": members.addresses(member),
        "profile_form": profile_form
        or ProfileForm(initial={"birthday": member.birthday, "gender": member.gender}),
    }
    return render(request, "storefront/account.html", context, status=status)
