"""Promotions and coupons: inside the festival, funded in full, in a lane that fits, not beside what excludes them."""

from __future__ import annotations

from itertools import combinations

from feria.festival.document import CouponDesign
from feria.festival.draft import Draft, Placed
from feria.festival.instants import show
from feria.festival.money import rate_to_text, to_text
from feria.festival.notation.benefits import kind_of
from feria.festival.problems import Report
from feria.pricing import Funder, Lane, Promotion, Voucher, Window

_OF_SHOPS = {Lane.MALL: Lane.SHOP, Lane.MALL_COUPON: Lane.SHOP_COUPON}
"""Lanes that are the mall's own, and where a shop does the same."""


def check_offers(draft: Draft, report: Report) -> None:
    """Windows, funders, lanes, exclusions."""
    for offer in draft.offers:
        check_funders(offer.value.funders, f"{offer.path}.funders", report)
        _check_lane(offer, report)
        _check_voucher(offer, draft, report)
        if (
            offer.value.shop
            and offer.value.lane in _OF_SHOPS
            and not isinstance(offer.value.benefit, Voucher)
        ):
            lane, fitting = offer.value.lane.value, _OF_SHOPS[offer.value.lane].value
            report.add("lane-shop", f"{offer.path}.lane", found=offer.value.shop, lane=lane, expected=fitting)
    for promotion in draft.promotions:
        for window in promotion.value.windows:
            check_inside(promotion.value.id, window, f"{promotion.path}.when", draft, report)
    for coupon in draft.coupons:
        _check_coupon(coupon, draft, report)
    _check_exclusives(draft, report)


def check_funders(funders: tuple[Funder, ...], path: str, report: Report) -> None:
    """Together they bear the whole, where any is named."""
    total = sum(funder.bps for funder in funders)
    if funders and total != 10_000:
        report.add("funders-sum", path, found=rate_to_text(total))


def _check_lane(offer: Placed[Promotion], report: Report) -> None:
    benefit, lane = offer.value.benefit, offer.value.lane
    if lane not in benefit.lanes:
        fitting = ", ".join(each.value for each in Lane if each in benefit.lanes)
        place = f"{offer.path}.lane" if not offer.value.coupon else f"{offer.path}.benefit"
        report.add("lane-benefit", place, found=kind_of(benefit), lane=lane.value, expected=fitting)


def _check_voucher(offer: Placed[Promotion], draft: Draft, report: Report) -> None:
    """A voucher is held, and takes no more than what sets it free."""
    benefit, path = offer.value.benefit, f"{offer.path}.benefit.voucher"
    if not isinstance(benefit, Voucher):
        return
    if not offer.value.coupon:
        report.add("voucher-not-held", path)
    if benefit.off > benefit.spend:
        off, spend = to_text(benefit.off, draft.currency), to_text(benefit.spend, draft.currency)
        report.add("voucher-too-much", f"{path}.off", found=off, spend=spend)


def check_inside(found: str, window: Window, path: str, draft: Draft, report: Report) -> None:
    """A window lies within the festival; ``found`` is what has it."""
    span = draft.span
    if span is not None and not (span[0] <= window.start_at and window.end_at <= span[1]):
        times = {"start": window.start_at, "end": window.end_at, "opens": span[0], "closes": span[1]}
        words = {name: show(instant, draft.zone) for name, instant in times.items()}
        report.add("outside-festival", path, found=found, **words)


def _check_coupon(coupon: Placed[CouponDesign], draft: Draft, report: Report) -> None:
    design = coupon.value
    check_inside(design.code, design.claim, f"{coupon.path}.claim", draft, report)
    check_inside(design.code, design.use, f"{coupon.path}.use", draft, report)
    if design.use.end_at <= design.claim.start_at:
        end, start = show(design.use.end_at, draft.zone), show(design.claim.start_at, draft.zone)
        report.add("use-before-claim", f"{coupon.path}.use", end=end, start=start)
    elif design.claim.end_at > design.use.end_at:
        end, late = show(design.use.end_at, draft.zone), show(design.claim.end_at, draft.zone)
        report.add("claim-after-use", f"{coupon.path}.claim", end=end, late=late)


def _check_exclusives(draft: Draft, report: Report) -> None:
    offers = {each.value.id: each for each in draft.offers}
    for group, ids in draft.exclusives.items():
        members = [offers[each] for each in dict.fromkeys(ids) if each in offers]
        for one, other in combinations(members, 2):
            both = _overlap(one.value.windows, other.value.windows)
            if both is not None:
                start, end = show(both.start_at, draft.zone), show(both.end_at, draft.zone)
                facts = {
                    "found": other.value.id,
                    "other": one.value.id,
                    "group": group,
                    "start": start,
                    "end": end,
                }
                report.add("exclusive-overlap", f"{other.path}.exclusive", **facts)


def _overlap(some: tuple[Window, ...], others: tuple[Window, ...]) -> Window | None:
    """The first stretch in which both run."""
    for one in some:
        for other in others:
            start, end = max(one.start_at, other.start_at), min(one.end_at, other.end_at)
            if start < end:
                return Window(start_at=start, end_at=end)
    return None
