"""Message codes as sentences in English, Simplified Chinese and Spanish."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import datetime
from typing import Final, TypeAlias

from feria.pricing.quoted import Adjustment, Forgone, Nudge, Refusal, Step
from feria.pricing.wording_en import EN
from feria.pricing.wording_es import ES
from feria.pricing.wording_zh_hans import ZH_HANS

Item: TypeAlias = Refusal | Forgone | Nudge | Step | Adjustment

SENTENCES: Final[Mapping[str, Mapping[str, str]]] = {"en": EN, "zh-hans": ZH_HANS, "es": ES}
"""By language and message code; ".one" is said when the shortfall is 1, ".unknown" when what is asked for is not known."""

MONEY: Final[Mapping[str, frozenset[str]]] = {
    "needs-spend": frozenset({"needs", "has", "shortfall"}),
    "beaten-by": frozenset({"needs", "has"}),
    "better-without": frozenset({"has"}),
    "cheaper-with": frozenset({"has"}),
    "would-join": frozenset({"saving"}),
    "spend-more": frozenset({"shortfall", "gain"}),
    "buy-more": frozenset({"gain"}),
    "claim-coupon": frozenset({"gain"}),
    "step": frozenset({"before", "after", "off"}),
    "adjustment": frozenset({"off"}),
}
"""Which fields of a code's sentence are amounts of money."""

RIVALS: Final = frozenset({"beaten-by", "cannot-join", "cheaper-with", "would-join"})
"""Codes whose ``subject`` is another promotion."""

INSTANTS: Final = frozenset({"not-now", "over"})
"""Codes whose ``needs`` is an instant."""


def say(
    item: Item,
    language: str,
    money: Callable[[int], str],
    *,
    instant: Callable[[datetime], str] = lambda at: at.strftime("%Y-%m-%d %H:%M %Z"),
    called: Callable[[str], str] = str,
) -> str:
    """The sentence for a refusal, a coupon forgone, a nudge, step or adjustment.

    ``money`` writes an amount, ``instant`` a moment in the reader's way; ``called`` gives the name
    of another promotion by its id. A language that is not spoken falls back to English.
    """
    sentences = SENTENCES.get(language, EN)
    code, fields = _told(item)
    if code in INSTANTS:
        fields["needs"] = instant(datetime.fromisoformat(str(fields["needs"])))
    if code in RIVALS:
        fields["subject"] = called(str(fields["subject"]))
    sentence = sentences[_variant(code, fields, sentences)]
    amounts = MONEY.get(code, frozenset())
    written = {
        key: money(value) if key in amounts and isinstance(value, int) else value
        for key, value in fields.items()
    }
    name = item.names.get(language) or item.name
    return sentence.format(name=name, **written)


def _variant(code: str, fields: Mapping[str, int | str], sentences: Mapping[str, str]) -> str:
    """The code's sentence for one missing unit, or for a fact that is not known, where there is such a sentence."""
    if fields.get("shortfall") == 1 and f"{code}.one" in sentences:
        return f"{code}.one"
    if not fields.get("has") and f"{code}.unknown" in sentences:
        return f"{code}.unknown"
    return code


def _told(item: Item) -> tuple[str, dict[str, int | str]]:
    if isinstance(item, Refusal):
        return item.code, {
            "subject": item.subject,
            "needs": item.needs,
            "has": item.has,
            "shortfall": item.shortfall,
        }
    if isinstance(item, Forgone):
        return item.code, {"subject": item.subject, "saving": item.saving}
    if isinstance(item, Nudge):
        return item.code, {"shortfall": item.shortfall, "gain": item.gain, "shop": item.shop}
    if isinstance(item, Step):
        return "step", {
            "before": item.before,
            "after": item.after,
            "off": item.before - item.after,
            "quantity": item.quantity,
        }
    return "adjustment", {"off": -item.amount}
