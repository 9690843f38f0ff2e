"""When an address can be delivered to. Pure."""

from __future__ import annotations

import re
from collections.abc import Mapping

from django.utils.translation import gettext as _

FIELDS = ("recipient", "phone", "street", "city", "region", "postcode", "country")
_LONGEST = {
    "recipient": 80,
    "phone": 32,
    "street": 160,
    "city": 80,
    "region": 40,
    "postcode": 16,
    "country": 2,
}
_POSTCODES = {
    "US": (re.compile(r"\d{5}(-\d{4})?"), "43004"),
    "CN": (re.compile(r"\d{6}"), "310000"),
    "ES": (re.compile(r"\d{5}"), "28013"),
    "MX": (re.compile(r"\d{5}"), "06000"),
}


def tidy_address(given: Mapping[str, object]) -> dict[str, str]:
    """The address's fields without stray spaces, the country in capitals."""
    tidy = {name: " ".join(str(given.get(name) or "").split()) for name in FIELDS}
    tidy["country"] = (tidy["country"] or "US").upper()
    return tidy


def address_problems(address: Mapping[str, str]) -> dict[str, str]:
    """What each field still needs, by field; empty when parcels would arrive."""
    problems = {name: why for name in FIELDS if (why := _missing(name, address[name]))}
    if "phone" not in problems and not 6 <= sum(c.isdigit() for c in address["phone"]) <= 20:
        problems["phone"] = _("Give a phone number the courier can call, with 6 to 20 digits.")
    if "country" not in problems and not re.fullmatch(r"[A-Z]{2}", address["country"]):
        problems["country"] = _("Give the country as its two letters, such as US or CN.")
    pattern, example = _POSTCODES.get(address["country"], (None, ""))
    if "postcode" not in problems and pattern and not pattern.fullmatch(address["postcode"]):
        problems["postcode"] = _("This is no postcode of that country. One looks like %(example)s.") % {
            "example": example
        }
    return problems


def _missing(name: str, value: str) -> str:
    needs = {
        "recipient": _("Say who receives the parcel."),
        "phone": _("Give a phone number the courier can call, with 6 to 20 digits."),
        "street": _("Give the street and the number of the house."),
        "city": _("Name the city."),
        "region": _("Name the state or province."),
        "postcode": _("Give the postcode."),
        "country": _("Give the country as its two letters, such as US or CN."),
    }
    if not value:
        return needs[name]
    if len(value) > _LONGEST[name]:
        return _("This is too long: at most %(most)d characters.") % {"most": _LONGEST[name]}
    return ""
