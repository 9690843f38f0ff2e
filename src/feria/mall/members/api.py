"""What other rooms may ask about people: who they are, what they may do, where they live, what they like."""

from __future__ import annotations

from feria.mall.members.actions import (
    delete_address,
    ensure_member,
    grant_role,
    mark_favourite,
    note_first_order,
    post_to_shop,
    save_address,
    save_profile,
    unmark_favourite,
)
from feria.mall.members.errors import AddressRefused, RoleUnknown
from feria.mall.members.loading import put_members
from feria.mall.members.models import Address, ApiToken, Favourite, Member, User
from feria.mall.members.records import MemberRecord, MembersReport
from feria.mall.members.selectors import (
    ROLES,
    addresses,
    buyer,
    favoured_by,
    favourite_skus,
    favourites,
    member_by_code,
    member_of,
    profile,
    roles_of,
    shops_of,
)
from feria.mall.members.tokens import issue_token, revoke_token, token_row, tokens_of, user_for_token

__all__ = [
    "ROLES",
    "Address",
    "AddressRefused",
    "ApiToken",
    "Favourite",
    "Member",
    "MemberRecord",
    "MembersReport",
    "RoleUnknown",
    "User",
    "addresses",
    "buyer",
    "delete_address",
    "ensure_member",
    "favoured_by",
    "favourite_skus",
    "favourites",
    "grant_role",
    "issue_token",
    "mark_favourite",
    "member_by_code",
    "member_of",
    "note_first_order",
    "post_to_shop",
    "profile",
    "put_members",
    "revoke_token",
    "roles_of",
    "save_address",
    "save_profile",
    "shops_of",
    "token_row",
    "tokens_of",
    "unmark_favourite",
    "user_for_token",
]
