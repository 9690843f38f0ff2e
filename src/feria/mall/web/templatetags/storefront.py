"""Instants for storefront pages: `{% load storefront %}`."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

from babel.dates import format_skeleton
from django import template
from django.utils.timezone import localtime

from feria.mall.rush.api import Session
from feria.mall.web.money import reader_locale
from feria.mall.web.storefront.words import worded

register = template.Library()


@register.filter
def when(instant: datetime | None) -> str:
    """`{{ offer.until_at|when }}`: "Nov 11, 02:00" in the mall's time zone, in the reader's words."""
    if not instant:
        return ""
    here, locale = localtime(instant), reader_locale()
    together = str(
        locale.datetime_formats["medium"]
    )  # "{1}, {0}": how this language puts day and time side by side
    return together.format(
        format_skeleton("Hm", here, locale=locale), format_skeleton("MMMd", here, locale=locale)
    )


@register.filter
def day(instant: datetime | None) -> str:
    """The day alone, "Nov 11"."""
    return format_skeleton("MMMd", localtime(instant), locale=reader_locale()) if instant else ""


@register.filter
def hour(instant: datetime | None) -> str:
    """The time of day alone, "02:00"."""
    return format_skeleton("Hm", localtime(instant), locale=reader_locale()) if instant else ""


@register.filter
def up_to(count: int) -> range:
    """1, 2, ... as many as may be asked for at once."""
    return range(1, count + 1)


@register.filter
def session_title(session: Session) -> str:
    """A rush session's name in the reader's language."""
    return worded(session.names, session.code)


@register.filter
def in_words(names: Mapping[str, str]) -> str:
    """`{{ festival.names|in_words }}`: a document's names, in the reader's language."""
    return worded(names)


@register.filter
def for_input(instant: datetime) -> str:
    """What a `datetime-local` field wants, in the mall's time zone."""
    return localtime(instant).strftime("%Y-%m-%dT%H:%M")


@register.filter
def iso(instant: datetime) -> str:
    """Unambiguous to a machine."""
    return instant.isoformat()
