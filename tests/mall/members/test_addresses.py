"""An address is kept when parcels would arrive, and else each field says what it needs."""

import pytest

from feria.mall.members import api as members
from feria.mall.members.models import Address
from tests.mall.factories import make_member

pytestmark = pytest.mark.django_db

HOME = {
    "recipient": "Ana Li",
    "phone": "+1 614 555 0142",
    "street": "12 Elm Street",
    "city": "Columbus",
    "region": "OH",
    "postcode": "43004",
    "country": "us",
}


@pytest.fixture
def member():
    return make_member()


def defaults(member):
    return [address.street for address in members.addresses(member) if address.is_default]


def test_given_a_whole_address_then_it_is_kept_tidy_and_the_first_is_the_default(member):
    address = members.save_address(member, **{**HOME, "street": "  12  Elm Street "})
    assert (address.street, address.country, address.is_default) == ("12 Elm Street", "US", True)


def test_given_another_default_then_it_is_the_only_one_and_stands_first(member):
    members.save_address(member, **HOME)
    members.save_address(member, **{**HOME, "street": "1 Oak Road"})
    assert defaults(member) == ["12 Elm Street"]
    members.save_address(member, **{**HOME, "street": "9 Pine Lane"}, is_default=True)
    assert defaults(member) == ["9 Pine Lane"]
    assert members.addresses(member)[0].street == "9 Pine Lane"


def test_given_an_own_address_then_it_is_written_over_and_stays_the_default(member):
    address = members.save_address(member, **HOME)
    members.save_address(member, address_id=address.pk, **{**HOME, "city": "Dayton"})
    assert [(a.city, a.is_default) for a in members.addresses(member)] == [("Dayton", True)]


def test_given_somebody_elses_address_then_it_is_not_there(member):
    theirs = members.save_address(make_member(), **HOME)
    with pytest.raises(Address.DoesNotExist):
        members.save_address(member, address_id=theirs.pk, **HOME)
    assert not members.delete_address(member, theirs.pk)
    theirs.refresh_from_db()


def test_given_the_default_is_deleted_then_another_takes_its_place(member):
    first = members.save_address(member, **HOME)
    members.save_address(member, **{**HOME, "street": "1 Oak Road"})
    assert members.delete_address(member, first.pk)
    assert defaults(member) == ["1 Oak Road"]


@pytest.mark.parametrize(
    ("field", "value", "says"),
    [
        ("recipient", " ", "who receives"),
        ("street", "", "street"),
        ("city", "x" * 81, "at most 80"),
        ("phone", "call me", "6 to 20 digits"),
        ("phone", "12345", "6 to 20 digits"),
        ("postcode", "4300", "43004"),
        ("country", "Narnia", "at most 2"),
        ("country", "1A", "two letters"),
    ],
)
def test_given_a_field_that_does_not_do_then_it_alone_is_named_with_what_it_needs(member, field, value, says):
    with pytest.raises(members.AddressRefused) as refusal:
        members.save_address(member, **{**HOME, field: value})
    assert list(refusal.value.problems) == [field]
    assert says in refusal.value.problems[field]
    assert not members.addresses(member).exists()


@pytest.mark.parametrize(
    ("country", "postcode"), [("CN", "310000"), ("ES", "28013"), ("US", "43004-1234"), ("IE", "D02 X285")]
)
def test_given_a_country_then_its_own_postcodes_are_taken(member, country, postcode):
    assert members.save_address(member, **{**HOME, "country": country, "postcode": postcode})


def test_given_several_things_missing_then_all_are_named_at_once(member):
    with pytest.raises(members.AddressRefused) as refusal:
        members.save_address(member)
    assert set(refusal.value.problems) == {"recipient", "phone", "street", "city", "region", "postcode"}
