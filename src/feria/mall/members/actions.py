"""What members do: keep addresses, mark favourites, join, order for the first time."""

from __future__ import annotations

from datetime import date, datetime

from django.contrib.auth.models import Group
from django.db import IntegrityError, transaction

from feria.mall.catalog.api import Product, Shop
from feria.mall.kit import api as kit
from feria.mall.members.errors import AddressRefused, RoleUnknown
from feria.mall.members.models import Address, Favourite, Member, ShopStaff, User
from feria.mall.members.rules import address_problems, tidy_address
from feria.mall.members.selectors import GROUP_ROLES


def ensure_member(user: User, at: datetime | None = None) -> Member:
    """The shopper's profile of an account, made on first need."""
    found = Member.objects.filter(user=user).first()
    if found:
        return found
    try:
        with transaction.atomic():
            return Member.objects.create(
                user=user, code=kit.new_number("m").lower(), joined_at=at or kit.now()
            )
    except IntegrityError:  # a parallel request was first
        return Member.objects.get(user=user)


def save_address(
    member: Member,
    *,
    address_id: int | None = None,
    is_default: bool = False,
    recipient: str = "",
    phone: str = "",
    street: str = "",
    city: str = "",
    region: str = "",
    postcode: str = "",
    country: str = "US",
) -> Address:
    """Add an address, or write over the member's own one with that id. The first is the default whatever is asked.

    Raises AddressRefused with what each field needs, Address.DoesNotExist for an id that is not the member's.
    """
    tidy = tidy_address(
        {
            "recipient": recipient,
            "phone": phone,
            "street": street,
            "city": city,
            "region": region,
            "postcode": postcode,
            "country": country,
        }
    )
    problems = address_problems(tidy)
    if problems:
        raise AddressRefused(problems)
    with transaction.atomic():
        Member.objects.select_for_update().get(pk=member.pk)  # two tabs may each ask for the default
        address = Address(member=member) if address_id is None else member.addresses.get(pk=address_id)
        for name, value in tidy.items():
            setattr(address, name, value)
        others = member.addresses.exclude(pk=address.pk)
        address.is_default = is_default or address.is_default or not others.filter(is_default=True).exists()
        if address.is_default:
            others.update(is_default=False)
        address.save()
    return address


def save_profile(member: Member, *, birthday: date | None, gender: str) -> Member:
    """What a shopper says of themselves. A birthday is said once and then stands: birthday prices hang on it (R2.10)."""
    member.gender = gender
    member.birthday = member.birthday or birthday
    member.save(update_fields=["gender", "birthday"])
    return member


def delete_address(member: Member, address_id: int) -> bool:
    """Forget one of the member's addresses; another becomes the default if it was that. False when there is none."""
    with transaction.atomic():
        address = member.addresses.filter(pk=address_id).first()
        if address is None:
            return False
        address.delete()
        left = member.addresses.order_by("id")
        if address.is_default and left:
            Address.objects.filter(pk=left[0].pk).update(is_default=True)
    return True


def mark_favourite(member: Member, product: Product, at: datetime | None = None) -> None:
    """Mark the product; marking it again changes nothing."""
    row = Favourite(member=member, product=product, marked_at=at or kit.now())
    Favourite.objects.bulk_create([row], ignore_conflicts=True)


def unmark_favourite(member: Member, product: Product) -> None:
    """Take the mark off, if it is there."""
    Favourite.objects.filter(member=member, product=product).delete()


def note_first_order(member: Member, at: datetime) -> bool:
    """The member ordered: from now on they are not new. False if they were not new before."""
    return bool(Member.objects.filter(pk=member.pk, first_order_at=None).update(first_order_at=at))


def grant_role(user: User, role: str) -> None:
    """Make the account an "operator" or an "analyst". Raises RoleUnknown; merchants get a post, see post_to_shop."""
    if role not in GROUP_ROLES:
        raise RoleUnknown(role)
    group, _made = Group.objects.get_or_create(name=role)
    user.groups.add(group)


def post_to_shop(user: User, shop: Shop) -> None:
    """Make the account a merchant of the shop; twice changes nothing."""
    ShopStaff.objects.get_or_create(user=user, shop=shop)
