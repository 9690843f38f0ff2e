"""Bringing coupon templates in line with a document's designs."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from django.db import transaction
from django.utils.translation import gettext as _

from feria.festival import CouponDesign, Problem
from feria.mall.campaigns import api as campaigns
from feria.mall.coupons.locks import lock_templates
from feria.mall.coupons.models import CouponTemplate


@dataclass(frozen=True, slots=True, kw_only=True)
class Synced:
    """How many templates a sync made, changed, found right, and withdrew."""

    made: int = 0
    changed: int = 0
    same: int = 0
    withdrawn: int = 0


def sync_templates(festival: campaigns.Festival, designs: Iterable[CouponDesign]) -> Synced:
    """Make the festival's templates say what the designs say. What was claimed stays claimed:

    a stock set under what is claimed already ends the claims, and a design that was dropped is withdrawn, not deleted.
    Raises campaigns.FestivalRefused for a code that another festival's coupons have.
    """
    wanted = {design.code: design for design in designs}
    with transaction.atomic():
        there = lock_templates(wanted)
        _refuse_taken(festival, there)
        new = [
            CouponTemplate(code=code, **_columns(festival, d))
            for code, d in wanted.items()
            if code not in there
        ]
        CouponTemplate.objects.bulk_create(new)
        changed = sum(_rewrite(row, _columns(festival, wanted[code])) for code, row in there.items())
        dropped = CouponTemplate.objects.filter(festival=festival, is_withdrawn=False).exclude(
            code__in=list(wanted)
        )
        withdrawn = dropped.update(is_withdrawn=True)
    return Synced(made=len(new), changed=changed, same=len(there) - changed, withdrawn=withdrawn)


def withdraw_templates(festival: campaigns.Festival) -> int:
    """End the claims and the use of all the festival's coupons; how many templates that touched."""
    return CouponTemplate.objects.filter(festival=festival, is_withdrawn=False).update(is_withdrawn=True)


def _columns(festival: campaigns.Festival, design: CouponDesign) -> dict[str, object]:
    return {
        "festival_id": festival.pk,
        "shop_code": design.shop,
        "names": dict(design.names),
        "stock": design.stock,
        "per_member": design.per_member,
        "claim_from_at": design.claim.start_at,
        "claim_until": design.claim.end_at,
        "use_from_at": design.use.start_at,
        "use_until": design.use.end_at,
        "is_withdrawn": False,
    }


def _rewrite(row: CouponTemplate, columns: dict[str, object]) -> bool:
    """Bring one locked template in line; False when it already was."""
    columns = {**columns, "stock": max(row.claimed, int(str(columns["stock"])))}
    different = [name for name, value in columns.items() if getattr(row, name) != value]
    for name in different:
        setattr(row, name, columns[name])
    if different:
        row.save(update_fields=different)
    return bool(different)


def _refuse_taken(festival: campaigns.Festival, there: dict[str, CouponTemplate]) -> None:
    """A code belongs to the festival that first issued it: its claims are counted there."""
    taken = [code for code, row in there.items() if row.festival_id != festival.pk]
    if taken:
        raise campaigns.FestivalRefused(
            [
                Problem(
                    code="taken",
                    severity="error",
                    file=festival.code,
                    line=0,
                    column=0,
                    length=0,
                    path="coupons",
                    message=_("Another festival already issued coupons with the code “%(code)s”.")
                    % {"code": code},
                    suggestion=_("Give the coupon another code."),
                )
                for code in taken
            ]
        )
