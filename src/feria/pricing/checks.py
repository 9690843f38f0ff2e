"""Promotions that make no sense are refused when they are compiled, with the place and the mend."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from feria.pricing.benefits import Voucher
from feria.pricing.errors import PromotionProblem
from feria.pricing.facts import Problem
from feria.pricing.lane import Lane
from feria.pricing.money import FULL_BPS
from feria.pricing.promotion import Promotion
from feria.pricing.shapes import Misshapen, well_shaped
from feria.pricing.stacking import problems_of_company


def checked(promotions: Sequence[Promotion]) -> tuple[Promotion, ...]:
    """These promotions, if all make sense. Raises PromotionProblem for the first that does not."""
    sound = tuple([_well_shaped(number, promotion) for number, promotion in enumerate(promotions)])
    for problem in problems_of(sound):
        raise problem
    return sound


def _well_shaped(number: int, promotion: Promotion) -> Promotion:
    try:
        return well_shaped(promotion, Promotion)
    except Misshapen as error:
        name = getattr(promotion, "id", "")
        place = f"promotions[{number}]" + (f".{error.place}" if error.place else "")
        raise PromotionProblem(
            name if isinstance(name, str) else "", place, error.message, "Hand in what the field is for."
        ) from None


def problems_of(promotions: Sequence[Promotion]) -> Iterator[PromotionProblem]:
    """All that is wrong, in order."""
    seen: set[str] = set()
    for number, promotion in enumerate(promotions):
        for place, message, mend in _of_one(promotion):
            yield PromotionProblem(promotion.id, f"promotions[{number}].{place}", message, mend)
        if promotion.id in seen:
            path = f"promotions[{number}].id"
            yield PromotionProblem(
                promotion.id, path, f"{promotion.id!r} is used twice.", "Give each an id of its own."
            )
        seen.add(promotion.id)
    yield from problems_of_company(promotions)
    currencies = sorted({promotion.currency for promotion in promotions} - {""})
    if len(currencies) > 1:
        number, odd = next((n, p) for n, p in enumerate(promotions) if p.currency == currencies[1])
        message = f"The promotions speak of {' and '.join(currencies)}."
        yield PromotionProblem(
            odd.id, f"promotions[{number}].currency", message, "Use one currency in a plan."
        )


def _of_one(promotion: Promotion) -> Iterator[Problem]:
    if not promotion.id:
        yield Problem("id", "The promotion has no id.", "Give it one.")
    for name, part in (("benefit", promotion.benefit), ("scope", promotion.scope)):
        yield from (Problem(f"{name}.{place}", *rest) for place, *rest in part.problems())
    for number, condition in enumerate(promotion.conditions):
        yield from (Problem(f"conditions[{number}].{place}", *rest) for place, *rest in condition.problems())
    if promotion.lane not in promotion.benefit.lanes:
        kind = type(promotion.benefit).__name__
        fitting = ", ".join(sorted(lane.value for lane in promotion.benefit.lanes))
        yield Problem(
            "lane", f"{kind} cannot work in the lane {promotion.lane.value}.", f"Use one of: {fitting}."
        )
    if promotion.coupon and not (promotion.lane.is_choice or isinstance(promotion.benefit, Voucher)):
        yield Problem(
            "coupon", f"No coupon is spent in the lane {promotion.lane.value}.", "Use a coupon lane."
        )
    yield from _coupons(promotion)
    yield from _windows(promotion)
    yield from _funders(promotion)


def _coupons(promotion: Promotion) -> Iterator[Problem]:
    """What a promotion says of its coupons, where it has none; and of goods at full price before there are any."""
    stacking = promotion.stacking
    if isinstance(promotion.benefit, Voucher) and not promotion.coupon:
        yield Problem("coupon", "A voucher is spent, but none is named.", "Name the voucher's template.")
    if stacking.per_order < 0:
        yield Problem("stacking.per_order", "An order cannot spend fewer than none.", "Use 0 or more.")
    if stacking.per_order > 1 and not promotion.coupon:
        yield Problem("stacking.per_order", "No coupon is spent here.", "Name the coupon's template.")
    if stacking.joins and not promotion.coupon and not promotion.lane.is_choice:
        yield Problem(
            "stacking.joins",
            f"Promotions of the lane {promotion.lane.value} compete by themselves.",
            "Only coupons and vouchers may join others.",
        )
    if stacking.full_price_only and promotion.lane in (Lane.ITEM, Lane.BUNDLE):
        yield Problem(
            "stacking.full_price_only",
            f"The lane {promotion.lane.value} makes the prices that this looks at.",
            "Use it in a later lane.",
        )


def _windows(promotion: Promotion) -> Iterator[Problem]:
    for number, window in enumerate(promotion.windows):
        if window.start_at.tzinfo is None or window.end_at.tzinfo is None:
            yield Problem(
                f"windows[{number}]", "The window does not say its time zone.", "Use instants with a zone."
            )
        elif window.start_at >= window.end_at:
            yield Problem(
                f"windows[{number}]", "The window ends before it starts.", "Put the end after the start."
            )


def _funders(promotion: Promotion) -> Iterator[Problem]:
    if not promotion.funders:
        return
    if any(funder.bps <= 0 or not funder.who for funder in promotion.funders):
        yield Problem(
            "funders", "A funder bears nothing or has no name.", "Name each and give it a positive share."
        )
    total = sum(funder.bps for funder in promotion.funders)
    if total != FULL_BPS:
        yield Problem("funders", f"The shares sum to {total / 100:g} %.", "Make them sum to 100 %.")
