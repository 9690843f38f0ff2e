"""What offers say of the company they keep: others that are there, in lanes where it says something (R2.2)."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from feria.festival.draft import Draft, Placed
from feria.festival.problems import Report
from feria.festival.shapes import nearest
from feria.pricing import Lane, Promotion
from feria.pricing.stacking import ALONE_BY_UNIT, ANY, CUSTOM


def check_company(draft: Draft, report: Report) -> None:
    """Names, lanes, limits without a coupon, exclusions said twice."""
    known = {each.value for each in draft.offer_ids}
    offers = {each.value.id: each.value for each in draft.offers}
    for offer in draft.offers:
        if offer.value.stacking == CUSTOM:
            continue
        _check_alone(offer, report)
        for path, other in _named(offer):
            if other not in known:
                facts = {"expected": ", ".join(sorted(known)), "near": nearest(other, known)}
                report.add("unknown-promotion", path, found=other, **facts)
            elif other == offer.value.id:
                report.add("names-itself", path, found=other)
            elif other in offers:
                _check_pair(offer, offers[other], path, offers, report)


def _named(offer: Placed[Promotion]) -> Iterator[tuple[str, str]]:
    stacking = offer.value.stacking
    for field, ids in (("joins", stacking.joins), ("excludes", stacking.excludes)):
        for i, other in enumerate(ids):
            if other != ANY:
                yield f"{offer.path}.stacking.{field}[{i}]", other


def _check_alone(offer: Placed[Promotion], report: Report) -> None:
    promotion, path = offer.value, f"{offer.path}.stacking"
    stacking, lane = promotion.stacking, promotion.lane.value
    if stacking.per_order > 1 and not promotion.coupon:
        report.add("per-order-of-none", f"{path}.per_order", found=stacking.per_order)
    if stacking.joins and not promotion.coupon and not promotion.lane.is_choice:
        report.add("joins-by-itself", f"{path}.joins", lane=lane)
    if stacking.full_price_only and promotion.lane in ALONE_BY_UNIT:
        report.add("full-price-lane", f"{path}.full_price_only", lane=lane)


def _check_pair(
    offer: Placed[Promotion], other: Promotion, path: str, offers: Mapping[str, Promotion], report: Report
) -> None:
    promotion = offer.value
    lanes = {"lane": promotion.lane.value, "other_lane": other.lane.value}
    if ".joins" in path and other.lane is not promotion.lane:
        report.add("joins-other-lane", path, found=other.id, **lanes)
    if ".excludes" not in path:
        return
    if other.lane is promotion.lane and (other.lane in ALONE_BY_UNIT or other.lane is Lane.GRANT):
        report.add("excludes-same-lane", path, found=other.id, **lanes)
    elif promotion.id in _reached(other.id, offers):
        report.add("excludes-in-a-ring", path, found=other.id)


def _reached(start: str, offers: Mapping[str, Promotion]) -> set[str]:
    """The offers that are excluded by this one, by those it excludes, and so on."""
    found: set[str] = set()
    ahead = [start]
    while ahead:
        name = ahead.pop()
        if name in offers:
            new = set(offers[name].stacking.excludes) - found
            found |= new
            ahead += new
    return found
