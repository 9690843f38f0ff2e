"""Loading many members at once: a few statements, and the second time none that writes."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import fields
from datetime import datetime
from typing import Any

from django.contrib.auth.hashers import make_password
from django.db import transaction

from feria.mall.members.models import Member, User
from feria.mall.members.records import MemberRecord, MembersReport

_BATCH = 1_000
_NAMES = ("first_name", "last_name")
_PROFILE = [field.name for field in fields(MemberRecord) if field.name not in _NAMES]


def put_members(records: Iterable[MemberRecord], at: datetime) -> MembersReport:
    """Make these members be there, with accounts nobody can sign in to (no usable password), in one transaction.

    ``at`` is when the new ones joined. Members that already say the same are not written; others stay as they are.
    """
    wanted = {record.code: record for record in records}
    with transaction.atomic():
        there = {row["code"]: row for row in Member.objects.values(*_PROFILE)}
        new = [record for code, record in wanted.items() if code not in there]
        changed = [
            record for code, record in wanted.items() if code in there and there[code] != _profile(record)
        ]
        _make(new, at)
        _change(changed)
    return MembersReport(made=len(new), changed=len(changed), same=len(wanted) - len(new) - len(changed))


def _profile(record: MemberRecord) -> dict[str, Any]:
    return {name: getattr(record, name) for name in _PROFILE} | {"tags": list(record.tags)}


def _make(records: list[MemberRecord], at: datetime) -> None:
    accounts = [
        User(
            username=record.code,
            first_name=record.first_name,
            last_name=record.last_name,
            password=make_password(None),  # unusable, and not hashed: thousands take no time
            date_joined=at,
        )
        for record in records
    ]
    User.objects.bulk_create(accounts, batch_size=_BATCH)
    ids = dict(User.objects.filter(member=None).values_list("username", "pk"))
    Member.objects.bulk_create(
        [Member(user_id=ids[record.code], joined_at=at, **_profile(record)) for record in records],
        batch_size=_BATCH,
    )


def _change(records: list[MemberRecord]) -> None:
    """Write the profiles over the members that have these codes, as one upsert a batch."""
    rows = Member.objects.in_bulk([record.code for record in records], field_name="code")
    for record in records:
        for name, value in _profile(record).items():
            setattr(rows[record.code], name, value)
    Member.objects.bulk_create(
        [Member(**_columns(row)) for row in rows.values()],
        batch_size=_BATCH,
        update_conflicts=True,
        unique_fields=["code"],
        update_fields=[name for name in _PROFILE if name != "code"],
    )


def _columns(row: Member) -> dict[str, Any]:
    """All of a row but its id, which the insert that meets a conflict must not name."""
    columns = {field.attname: getattr(row, field.attname) for field in Member._meta.concrete_fields}  # noqa: SLF001
    return {name: value for name, value in columns.items() if name != "id"}
