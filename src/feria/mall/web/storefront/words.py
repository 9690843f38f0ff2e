"""Small words for pages: names in the reader's language, lanes, funders, instants."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from decimal import Decimal

from babel.numbers import format_percent, get_currency_precision
from django.conf import settings
from django.utils.translation import get_language, pgettext
from django.utils.translation import gettext as _

from feria.mall.web.money import money_text, reader_locale
from feria.pricing import Lane


def language() -> str:
    """The reader's language as promotions and wording know it: "en", "zh-hans" or "es"."""
    return get_language() or settings.LANGUAGE_CODE


def worded(names: Mapping[str, str], fallback: str = "") -> str:
    """The name in the reader's language, else English, else any, else ``fallback``."""
    return names.get(language()) or names.get("en") or next(iter(names.values()), "") or fallback


def money_in(currency: str) -> Callable[[int], str]:
    """How amounts of one currency are written for this reader."""
    return lambda amount: money_text(amount, currency)


def lane_name(lane: Lane) -> str:
    """What a lane is called on a receipt (R2.1)."""
    return {
        Lane.ITEM: _("Item price"),
        Lane.BUNDLE: _("Bundle"),
        Lane.SHOP: _("Shop reduction"),
        Lane.SHOP_COUPON: _("Shop coupon"),
        Lane.MALL: _("Mall reduction"),
        Lane.MALL_COUPON: _("Mall coupon"),
        Lane.POINTS: _("Points"),
        Lane.SHIPPING: _("Shipping"),
        Lane.GRANT: _("After the order"),
    }.get(lane, _("Reduction"))


def funder_name(who: str) -> str:
    """Who pays for a reduction, as a shopper would say it."""
    return {"mall": _("the mall"), "shop": _("the shop"), "brand": _("the brand")}.get(who, who)


def to_minor(major: Decimal) -> int:
    """An amount as people write it, in minor units of the mall's currency."""
    return int(major.scaleb(get_currency_precision(settings.CURRENCY)))


def enumerated(parts: Iterable[str]) -> str:
    """Side by side as the reader's language sets them apart: "bakery, deli"."""
    return pgettext("between the items of a list", ", ").join(parts)


def rate_text(bps: int) -> str:
    """Basis points as a percentage: 1_250 -> "12.5%"."""
    return format_percent(bps / 10_000, locale=reader_locale(), decimal_quantization=False)
