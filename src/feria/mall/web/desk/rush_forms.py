"""The form by which a merchant plans a rush session."""

from __future__ import annotations

import re
from collections.abc import Iterable
from datetime import datetime, timedelta
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from feria.festival import Problem, WishedGood, WishedRush
from feria.mall.catalog import api as catalog
from feria.mall.members import api as members
from feria.mall.web.work.rush_deeds import moment_field

ROWS = 5
_FIELDS = {
    "name": "name",
    "from": "opens_at",
    "to": "closes_at",
    "pay_within": "pay_within",
    "per_member": "per_member",
}
_GOOD = re.compile(r"products\[(\d+)\]\.(sku|price|units|per_member)")


class SessionForm(forms.Form):
    """When, for whom, under which limits."""

    name = forms.CharField(
        label=_("Name"), max_length=60, help_text=_("What shoppers read: “Breakfast rush”.")
    )
    opens_at = moment_field(_("From"))
    closes_at = moment_field(_("Until"))
    per_member = forms.IntegerField(
        label=_("Units a member in all"), min_value=1, max_value=1_000, required=False
    )
    pay_within = forms.IntegerField(label=_("Minutes to pay"), min_value=1, max_value=1_440, initial=15)
    early_level = forms.ChoiceField(label=_("Early access from level"), required=False)
    early_minutes = forms.IntegerField(
        label=_("Minutes earlier"), min_value=1, max_value=1_440, required=False
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        levels = [(level.name.lower(), level.label) for level in members.Member.Level if level.value]
        self.fields["early_level"].choices = [("", _("nobody")), *levels]  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        opens, closes = cleaned.get("opens_at"), cleaned.get("closes_at")
        if opens and closes and closes <= opens:
            self.add_error("closes_at", _("A session ends after it starts."))
        if bool(cleaned.get("early_level")) != bool(cleaned.get("early_minutes")):
            self.add_error("early_minutes", _("Early access needs a level and minutes, or neither."))
        return cleaned


class GoodForm(forms.Form):
    """A product of the session; a row left empty is none."""

    sku = forms.CharField(
        label=_("SKU"),
        max_length=40,
        required=False,
        widget=forms.TextInput(attrs={"list": "skus", "autocomplete": "off"}),
    )
    price = forms.DecimalField(
        label=_("Rush price"), min_value=Decimal("0.01"), max_digits=9, decimal_places=2, required=False
    )
    units = forms.IntegerField(label=_("Units"), min_value=1, max_value=1_000_000, required=False)
    per_member = forms.IntegerField(label=_("Units a member"), min_value=1, max_value=1_000, required=False)

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        given = [name for name in ("sku", "price", "units", "per_member") if cleaned.get(name)]
        for name in ("sku", "price", "units"):
            if given and not cleaned.get(name) and name not in self.errors:
                self.add_error(name, _("Say this too."))
        return cleaned


if TYPE_CHECKING:
    Rows = forms.BaseFormSet[GoodForm]
else:
    Rows = forms.BaseFormSet  # which cannot be asked for its forms' type when it runs


class BaseGoods(Rows):
    """The rows together: of this shop, each product once, at least one."""

    def __init__(self, *args: Any, shop: catalog.Shop, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.shop = shop

    def clean(self) -> None:
        if any(self.errors):
            return
        rows = [form for form in self.forms if form.cleaned_data.get("sku")]
        if not rows:
            raise forms.ValidationError(_("Name at least one product."))
        skus = [form.cleaned_data["sku"] for form in rows]
        known = {product.sku for product in catalog.goods_of_shop(self.shop.code).filter(sku__in=skus)}
        for place, form in enumerate(rows):
            sku = form.cleaned_data["sku"]
            if sku not in known:
                form.add_error("sku", _("Your shop has no product with this SKU."))
            elif sku in skus[:place]:
                form.add_error("sku", _("This product stands in an earlier row."))

    @property
    def rows(self) -> list[GoodForm]:
        """Those that name a product, in order."""
        return [form for form in self.forms if form.cleaned_data.get("sku")]


_Goods = forms.formset_factory(GoodForm, formset=BaseGoods, extra=ROWS, max_num=ROWS, absolute_max=ROWS)


def goods_form(shop: catalog.Shop, data: Any = None) -> BaseGoods:
    """The rows for that shop, empty or as they were sent."""
    made: Any = _Goods
    return made(data, prefix="goods", shop=shop)


def suggested(now: datetime) -> dict[str, Any]:
    """The next full hour, for an hour."""
    start = timezone.localtime(now).replace(minute=0, second=0, microsecond=0) + timedelta(hours=1)
    return {"opens_at": start, "closes_at": start + timedelta(hours=1), "pay_within": 15}


def wish_of(form: SessionForm, goods: BaseGoods) -> WishedRush:
    """What the merchant wishes, as a document would say it; the shop bears its own reduction."""
    said = form.cleaned_data
    return WishedRush(
        id="",
        name=said["name"],
        opens="",
        closes="",
        pay_within=said["pay_within"],
        per_member=said["per_member"],
        early=(said["early_level"], said["early_minutes"]) if said["early_level"] else None,
        shop_bears=True,
        products=tuple(
            WishedGood(
                sku=row.cleaned_data["sku"],
                price=str(row.cleaned_data["price"]),
                units=row.cleaned_data["units"],
                per_member=row.cleaned_data["per_member"],
            )
            for row in goods.rows
        ),
    )


def show_problems(problems: Iterable[Problem], form: SessionForm, goods: BaseGoods) -> None:
    """Each problem at the field it is about; what is about none stands above the form."""
    for problem in problems:
        if problem.severity != "error":
            continue
        said = f"{problem.message} {problem.suggestion}".strip()
        place = problem.path.partition("].")[2]
        good = _GOOD.match(place)
        if good and int(good[1]) < len(goods.rows):
            goods.rows[int(good[1])].add_error(good[2], said)
        else:
            form.add_error(_FIELDS.get(place), said)
