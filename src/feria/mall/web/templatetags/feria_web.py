"""Money, counts, icons and illustrations for templates: `{% load feria_web %}`."""

from collections.abc import Mapping
from datetime import datetime

from django import template
from django.core.paginator import Page
from django.templatetags.static import static
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString

from feria.mall.web.illustrations import art_for
from feria.mall.web.money import count_text, money_html
from feria.mall.web.money import money_text as plain_money
from feria.mall.web.parts import Art

register = template.Library()

GOODS = "feria/svg/goods.svg"
ICONS = "feria/svg/icons.svg"


@register.filter
def money(amount: int | None, currency: str) -> str:
    """`{{ amount|money:currency }}`: minor units as marked-up money in the reader's locale."""
    return "" if amount is None or amount == "" else money_html(int(amount), currency)


@register.filter
def money_text(amount: int | None, currency: str) -> str:
    """The same without markup, for attributes, titles and sentences."""
    return "" if amount is None or amount == "" else plain_money(int(amount), currency)


@register.filter
def number(count: int | None) -> str:
    """`{{ count|number }}`: a count with its thousands apart, as the reader's locale writes it."""
    return "" if count is None or count == "" else count_text(int(count))


@register.simple_tag
def icon(name: str, label: str = "", size: str = "") -> SafeString:
    """`{% icon "cart" %}`; with a label it speaks, without one it is decoration."""
    role = format_html(' role="img" aria-label="{}"', label) if label else SafeString(' aria-hidden="true"')
    css = f"icon icon-{size}" if size else "icon"
    return format_html(
        '<svg class="{}" viewBox="0 0 24 24"{}><use href="{}#{}"></use></svg>', css, role, static(ICONS), name
    )


@register.simple_tag
def illustration(art: Art, css: str = "") -> SafeString:
    """`{% illustration card.art %}`: the cut-paper drawing, tinted for its product."""
    role = (
        format_html(' role="img" aria-label="{}"', art.alt) if art.alt else SafeString(' aria-hidden="true"')
    )
    return format_html(
        '<svg class="illo tint-{} {}" viewBox="0 0 96 96"{}><use class="illo-doily" href="{}#doily"></use>'
        '<use href="{}#{}"></use></svg>',
        art.tint,
        css,
        role,
        static(GOODS),
        static(GOODS),
        art.motif,
    )


@register.simple_tag
def product_illustration(category_path: str, product_type: str, seed: object, alt: str = "") -> SafeString:
    """`{% product_illustration path type sku %}` for pages that have no `Art` at hand."""
    return illustration(art_for(category_path, product_type, seed, alt=alt))


@register.simple_tag
def stylesheets(names: str) -> SafeString:
    """`{% stylesheets "header footer" %}`: links to our style sheets, in this order."""
    rows = ((static(f"feria/css/{name}.css"),) for name in names.split())
    return format_html_join("\n", '<link rel="stylesheet" href="{}">', rows)


@register.simple_tag
def gap_parts(now: datetime, until: datetime) -> Mapping[str, str | int | bool]:
    """What is left from `now` to `until`, for a countdown's first paint; hours are there only while there are any."""
    left = max(0, int((until - now).total_seconds()))
    minutes, seconds = divmod(left, 60)
    hours, minutes = divmod(minutes, 60)
    days, hours = divmod(hours, 24)
    return {
        "days": days,
        "has_hours": bool(days) or hours > 0,
        "hours": f"{hours:02}",
        "minutes": f"{minutes:02}",
        "seconds": f"{seconds:02}",
    }


@register.simple_tag
def page_range(page: Page) -> list[int | None]:
    """Page numbers to show; None where some are left out."""
    numbers = page.paginator.get_elided_page_range(page.number, on_each_side=1, on_ends=1)
    return [number if isinstance(number, int) else None for number in numbers]


@register.simple_tag
def mark_of(marked: Mapping[int, str] | None, line: int) -> str:
    """A document line's mark, if it has one."""
    return (marked or {}).get(line, "")
