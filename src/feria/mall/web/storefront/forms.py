"""What visitors may send. Forms check shape and range; the rooms decide."""

from __future__ import annotations

from typing import Any

from django import forms
from django.conf import settings
from django.utils.translation import gettext_lazy as _

from feria.mall.orders.api import MOST_UNITS

SORTS = [
    ("popular", _("Best selling")),
    ("price", _("Price: low to high")),
    ("-price", _("Price: high to low")),
    ("name", _("Name")),
    ("new", _("Newest")),
]


class QuantityForm(forms.Form):
    """Units of one product; 0 takes the line out where that is allowed."""

    def __init__(self, data: Any = None, *, least: int = 1) -> None:
        super().__init__(data)
        self.fields["quantity"] = forms.IntegerField(
            min_value=least,
            max_value=MOST_UNITS,
            error_messages={
                "required": _("Say how many you want."),
                "invalid": _("Write the quantity as a whole number, such as 2."),
                "min_value": _("The quantity is at least %(limit_value)s. To take the item out, remove it."),
                "max_value": _(
                    "One order takes at most %(limit_value)s of an item. Order the rest separately."
                ),
            },
        )


class BrowseForm(forms.Form):
    """How a list of products is narrowed and sorted. Anything unreadable counts as not asked for."""

    q = forms.CharField(required=False, max_length=80, strip=True)
    sort = forms.ChoiceField(choices=[("match", _("Best match")), *SORTS], required=False)
    brand = forms.CharField(required=False, max_length=60)
    shop = forms.SlugField(required=False, max_length=40)
    least = forms.DecimalField(required=False, min_value=0, max_digits=9, decimal_places=2)
    most = forms.DecimalField(required=False, min_value=0, max_digits=9, decimal_places=2)

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        cleaned.setdefault("sort", "")
        return cleaned

    def asked(self) -> dict[str, Any]:
        """The readable part of what was asked."""
        self.is_valid()
        return {name: self.cleaned_data.get(name) or "" for name in self.fields}


class AddressForm(forms.Form):
    """Where a parcel goes."""

    recipient = forms.CharField(label=_("Full name"), max_length=80)
    phone = forms.RegexField(
        r"^[0-9+() .-]{5,32}$",
        label=_("Phone"),
        error_messages={"invalid": _("Write the phone number with digits, such as +1 555 010 0199.")},
    )
    street = forms.CharField(label=_("Street and number"), max_length=160)
    city = forms.CharField(label=_("City"), max_length=80)
    region = forms.CharField(label=_("State or region"), max_length=40)
    postcode = forms.CharField(label=_("Postcode"), max_length=16)
    country = forms.ChoiceField(
        label=_("Country"),
        initial="US",
        choices=[
            ("US", _("United States")),
            ("CA", _("Canada")),
            ("MX", _("Mexico")),
            ("ES", _("Spain")),
            ("CN", _("China")),
        ],
    )

    AUTOCOMPLETE = {
        "recipient": "name",
        "phone": "tel",
        "street": "street-address",
        "city": "address-level2",
        "region": "address-level1",
        "postcode": "postal-code",
        "country": "country",
    }

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name, purpose in self.AUTOCOMPLETE.items():
            self.fields[name].widget.attrs["autocomplete"] = purpose


class ClaimForm(forms.Form):
    """A tap on a rush session's button: the key that makes a second tap the same tap, and what is asked for."""

    key = forms.RegexField(r"^[A-Za-z0-9_.:-]{1,40}$")
    sku = forms.CharField(max_length=40)
    units = forms.IntegerField(min_value=1, max_value=MOST_UNITS)


class AgreedForm(forms.Form):
    """The order as the shopper saw it: the total they agreed to, and where it goes."""

    expected_payable = forms.IntegerField(min_value=0)
    address = forms.IntegerField(
        error_messages={"required": _("Choose where the parcel goes, or add an address first.")}
    )


class CheckoutForm(AgreedForm):
    """An order from the cart; the key makes a second press harmless."""

    key = forms.UUIDField()


class AheadForm(QuantityForm):
    """An order ahead: how many, where it goes, and the key that makes a second press harmless."""

    key = forms.UUIDField()
    address = forms.IntegerField(
        error_messages={"required": _("Choose where the parcel goes, or add an address first.")}
    )


class ProfileForm(forms.Form):
    """What a shopper may say about themselves; promotions may look at it (R2.10)."""

    birthday = forms.DateField(
        label=_("Birthday"),
        help_text=_("It can be given once."),
        required=False,
        widget=forms.DateInput(attrs={"type": "date", "autocomplete": "bday"}),
    )
    gender = forms.ChoiceField(
        label=_("Gender"),
        required=False,
        choices=[("", _("I would rather not say")), ("F", _("Woman")), ("M", _("Man"))],
    )


class ClockForm(forms.Form):
    """Where staff set the demo mall's clock, in the mall's time zone."""

    to = forms.DateTimeField(
        input_formats=["%Y-%m-%dT%H:%M", "%Y-%m-%dT%H:%M:%S", "%Y-%m-%dT%H:%M:%S%z"],
        error_messages={
            "required": _("Say when, such as 2026-11-11 00:00."),
            "invalid": _("Write the instant as year-month-day and hour:minute, such as 2026-11-11 00:00."),
        },
    )


class LanguageForm(forms.Form):
    language = forms.ChoiceField(choices=settings.LANGUAGES)
