"""Rush sessions: the calendar, one session, the tap that claims, the waiting room, reminders."""

from __future__ import annotations

import dataclasses
from math import ceil
from typing import Any
from urllib.parse import urlencode

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.contrib.auth.views import redirect_to_login
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect, JsonResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from feria.mall.members.api import Member
from feria.mall.rush import api as rush
from feria.mall.stock import api as stock
from feria.mall.web.storefront import rush_words
from feria.mall.web.storefront.forms import ClaimForm
from feria.mall.web.storefront.rush_mine import mine_of
from feria.mall.web.storefront.rush_stage import SessionCard, next_after, session_card, session_cards
from feria.mall.web.storefront.visit import Visit, visit
from feria.mall.web.storefront.ways import way_back


@require_safe
def calendar(request: HttpRequest) -> HttpResponse:
    """Every session of the festivals in force: what runs, then what comes, then what is over."""
    here = visit(request)
    cards = session_cards(here, rush.sessions(here.now))
    order = {"open": 0, "sold_out": 0, "to_come": 1, "over": 2}
    cards.sort(key=lambda card: order[card.state])  # each of them in the order of time
    return render(request, "storefront/rush.html", {"cards": cards})


@never_cache
@require_safe
def session(request: HttpRequest, code: str) -> HttpResponse:
    return _page(request, _session(visit(request), code))


@require_POST
def claim(request: HttpRequest, code: str) -> HttpResponse:
    """The tap as a plain form: claimed through the mall, for pages whose script does not reach the lane."""
    here = visit(request)
    found = _session(here, code)
    if here.member is None:
        return _not_a_member(request, code)
    form = ClaimForm(request.POST)
    if not form.is_valid():
        return _page(request, found, problem=_("The tap could not be read. Tap once more."), status=422)
    asked = form.cleaned_data
    try:
        answer = _claimed(here.member, code, asked, _way(request, code))
    except rush.RoomFirst:
        return HttpResponseRedirect(reverse("storefront:rush-room", args=[code]) + "?plain=1")
    except (rush.TooOften, rush.Crowded, rush.ChallengeFirst) as hurdle:
        problem = rush_words.hurdle_text(hurdle)
        page = _page(request, found, problem=problem, sku=asked["sku"], key=asked["key"], status=429)
        if not isinstance(hurdle, rush.ChallengeFirst):  # which no waiting takes away
            page["Retry-After"] = str(max(1, ceil(hurdle.seconds)))
        return page
    except rush.ClaimUnreadable:
        return _page(request, found, problem=_("The tap could not be read. Tap once more."), status=422)
    except stock.OutcomeUnknown:
        problem = rush_words.words()["gave_up"]
        return _page(request, found, problem=problem, sku=asked["sku"], key=asked["key"], status=503)
    if answer.is_held:
        return HttpResponseRedirect(reverse("storefront:rush-claim", args=[code, asked["key"]]))
    fresh = _session(here, code)
    return _page(request, fresh, problem=rush_words.answer_text(answer), sku=asked["sku"], status=409)


def _claimed(member: Member, code: str, asked: dict[str, Any], way: rush.WayIn) -> stock.Answer:
    """What became of it. Raises what ``rush.claim`` raises; Crowded also where the counter itself is crowded."""
    answer = rush.claim(member, code, asked["key"], {asked["sku"]: asked["units"]}, way)
    if answer.outcome is stock.Outcome.BUSY:
        raise rush.Crowded(answer.again_in or 1.0)
    return answer


@never_cache
@require_safe
def room(request: HttpRequest, code: str) -> HttpResponse:
    """The waiting room of a session; its script stands in the line."""
    here = visit(request)
    found = _session(here, code)
    if here.member is None:
        return _not_a_member(request, code)
    card = session_card(here, found)
    if card.state == "over":
        return HttpResponseRedirect(card.url)
    coming = next_after(found, here.now)
    context: dict[str, object] = {"card": card, "next": session_card(here, coming) if coming else None}
    if "plain" in request.GET:
        return _plain_room(request, here.member, card, context)
    context |= {"token": rush.lane_token(here.member), "words": rush_words.room_words()}
    return render(request, "storefront/rush_room.html", context)


def _plain_room(
    request: HttpRequest, member: Member, card: SessionCard, context: dict[str, object]
) -> HttpResponse:
    """The line for who has no script: the page asks again by loading itself, until it is one's turn."""
    place = rush.stand_in_line(member, card.code, request.GET.get("ticket", ""))
    if place is not None and place["state"] == "admitted":
        request.session[_admission_of(card.code)] = place["admission"]
        return HttpResponseRedirect(card.url)
    if place is not None and place["state"] == "over":
        return HttpResponseRedirect(card.url)
    context |= {"place": place, "is_plain": True}
    if place is not None:
        again = reverse("storefront:rush-room", args=[card.code])
        context["again"] = f"{again}?{urlencode({'plain': 1, 'ticket': place['ticket']})}"
        context["told"] = rush_words.place_text(place)
    response = render(request, "storefront/rush_room.html", context)
    if place is not None:
        response["Refresh"] = f"{max(2, ceil(place.get('ask_again_in', 2)))};url={context['again']}"
    return response


def _way(request: HttpRequest, code: str) -> rush.WayIn:
    return rush.WayIn(
        address=request.META.get("REMOTE_ADDR", ""),
        forwarded=request.META.get("HTTP_X_FORWARDED_FOR", ""),
        admission=request.session.get(_admission_of(code), ""),
    )


def _admission_of(code: str) -> str:
    """Where a visitor's admission from the plain room is kept."""
    return f"rush-admission:{code}"


@never_cache
@require_safe
def token(request: HttpRequest) -> HttpResponse:
    """A fresh token for the lane: the page's lasts ten minutes, and people wait longer."""
    here = visit(request)
    if here.member is None:
        return JsonResponse({"code": "sign-in"}, status=401)
    return JsonResponse({"token": rush.lane_token(here.member)})


@require_POST
def remind(request: HttpRequest, code: str) -> HttpResponse:
    """Sign up for a reminder, or take it back."""
    here = visit(request)
    found = _session(here, code)
    if here.member is None:
        return _not_a_member(request, code)
    if request.POST.get("want") == "no":
        rush.forget(here.member, code)
        said = _("You will not be reminded of it.")
    else:
        rush.remind(here.member, code)
        said = _("We remind you here ten minutes before it starts for you.")
    if request.htmx:  # type: ignore[attr-defined]
        context = {"card": session_card(here, found)}
        return render(request, "storefront/parts/rush_reminder.html", context)
    messages.success(request, said)
    return HttpResponseRedirect(way_back(request, reverse("storefront:rush")))


@login_required
@require_POST
def dismiss(request: HttpRequest, code: str) -> HttpResponse:
    """The reminder's notice was read."""
    here = visit(request)
    if here.member is not None:
        rush.read_notice(here.member, code)
    if request.htmx:  # type: ignore[attr-defined]
        return HttpResponse("")
    return HttpResponseRedirect(way_back(request, reverse("storefront:home")))


def _session(here: Visit, code: str) -> rush.Session:
    found = rush.session(code, here.now)
    if found is None:
        raise Http404
    return found


def _not_a_member(request: HttpRequest, code: str) -> HttpResponse:
    if request.user.is_authenticated:
        return render(request, "storefront/no_member.html", status=403)
    to_sign_in = redirect_to_login(reverse("storefront:rush-session", args=[code]))
    if request.htmx:  # type: ignore[attr-defined]
        response = HttpResponse(status=204)
        response["HX-Redirect"] = to_sign_in.url
        return response
    return to_sign_in


def _page(
    request: HttpRequest,
    found: rush.Session,
    *,
    problem: str = "",
    sku: str = "",
    key: str = "",
    status: int = 200,
) -> HttpResponse:
    """``problem`` is told at the product ``sku`` (unless that says what the member has of it), or on top; ``key`` is kept for a tap whose outcome nobody knows."""
    here = visit(request)
    if here.member is not None:
        rush.read_notice(here.member, found.code)
    mine = mine_of(here.member, found.code)
    card = session_card(here, found, mine)
    coming = next_after(found, here.now)
    context = {
        "card": _with_problem(card, problem, sku, key),
        "problem": "" if sku in {good.sku for good in card.goods} else problem,
        "token": rush.lane_token(here.member) if here.member else "",
        "words": rush_words.script_words(),
        "mine": mine.to_pay,
        "next": session_card(here, coming) if coming else None,
    }
    return render(request, "storefront/rush_session.html", context, status=status)


def _with_problem(card: SessionCard, problem: str, sku: str, key: str) -> SessionCard:
    goods = tuple(
        dataclasses.replace(good, problem=problem, key=key or good.key)
        if good.sku == sku and good.own is None
        else good
        for good in card.goods
    )
    return dataclasses.replace(card, goods=goods)
