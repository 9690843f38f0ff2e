"""What every value of the engine has in common: frozen, named fields, nothing unknown on the way in."""

from msgspec import Struct


class Value(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True, omit_defaults=True):
    """A plain immutable record; equal when its fields are equal."""


class Kind(Value, frozen=True, kw_only=True, tag_field="kind", tag="kind"):
    """One of several shapes; in JSON its ``kind`` says which."""
