"""Who buys: level, novelty, birthday, gender, tags (R2.10)."""

from feria.pricing.value import Kind


class MemberLevel(Kind, frozen=True, kw_only=True, tag="member_level"):
    """The buyer's level is at least this."""

    at_least: int


class NewMember(Kind, frozen=True, kw_only=True, tag="new_member"):
    """The buyer has never bought here (or, with ``new=False``, has)."""

    new: bool = True


class Birthday(Kind, frozen=True, kw_only=True, tag="birthday"):
    """Today is the buyer's birthday, by the calendar of ``time_zone``.

    Who was born on 29 February celebrates on the 28th in common years.
    """

    time_zone: str = "UTC"


class Gender(Kind, frozen=True, kw_only=True, tag="gender"):
    """The buyer states this gender."""

    gender: str


class MemberTags(Kind, frozen=True, kw_only=True, tag="member_tags"):
    """The buyer bears at least one of these tags."""

    tags: tuple[str, ...]
