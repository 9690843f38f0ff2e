"""Amounts in minor units, and counts, set in the reader's locale."""

import re
from decimal import Decimal

from babel import Locale, UnknownLocaleError
from babel.numbers import format_currency, format_decimal, get_currency_precision, get_currency_symbol
from django.utils.html import escape
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import get_language, to_locale

MINUS = "\u2212"


def reader_locale() -> Locale:
    """The locale of the active translation; English where Babel does not know it."""
    try:
        return Locale.parse(to_locale(get_language() or "en"))
    except (UnknownLocaleError, ValueError):
        return Locale.parse("en")


def count_text(count: int) -> str:
    """`29510` -> `29,510` (en, zh-hans), `29.510` (es)."""
    return str(format_decimal(count, locale=reader_locale()))


def money_text(amount: int, currency: str) -> str:
    """`1299`, `USD` -> `$12.99` (en), `US$12.99` (zh-hans), `12,99 US$` (es)."""
    exponent = get_currency_precision(currency)
    major = Decimal(amount).scaleb(-exponent)
    text = format_currency(abs(major), currency, locale=reader_locale())
    return f"{MINUS}{text}" if amount < 0 else text


def money_html(amount: int, currency: str) -> SafeString:
    """The same text with the symbol and the cents marked, so that type can set them smaller."""
    text = money_text(amount, currency)
    exponent = get_currency_precision(currency)
    symbol = get_currency_symbol(currency, locale=reader_locale())
    html: str = escape(text)
    if exponent:
        html = re.sub(
            rf"([^\d\s]\d{{{exponent}}})(?=\D*$)", r'<span class="money-cents">\1</span>', html, count=1
        )
    marked = f'<span class="money-symbol">{escape(symbol)}</span>'
    html = html.replace(escape(symbol), marked, 1)
    return mark_safe(f'<span class="money">{html}</span>')  # noqa: S308 - every part is escaped above
