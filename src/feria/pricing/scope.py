"""Which lines of a cart a promotion is about."""

from __future__ import annotations

from typing import TypeAlias

from feria.pricing.value import Kind


class Everything(Kind, frozen=True, kw_only=True, tag="everything"):
    """Every line."""


class Skus(Kind, frozen=True, kw_only=True, tag="skus"):
    """Lines of these articles."""

    skus: tuple[str, ...]


class Categories(Kind, frozen=True, kw_only=True, tag="categories"):
    """Lines whose category is one of these paths or lies below one."""

    paths: tuple[str, ...]


class Brands(Kind, frozen=True, kw_only=True, tag="brands"):
    """Lines of these brands."""

    brands: tuple[str, ...]


class Shops(Kind, frozen=True, kw_only=True, tag="shops"):
    """Lines sold by these shops."""

    shops: tuple[str, ...]


class Tags(Kind, frozen=True, kw_only=True, tag="tags"):
    """Lines that bear at least one of these tags."""

    tags: tuple[str, ...]


class Both(Kind, frozen=True, kw_only=True, tag="both"):
    """Lines inside every one of these scopes (intersection)."""

    scopes: tuple[Scope, ...]


class Either(Kind, frozen=True, kw_only=True, tag="either"):
    """Lines inside at least one of these scopes (union)."""

    scopes: tuple[Scope, ...]


class Besides(Kind, frozen=True, kw_only=True, tag="besides"):
    """Lines inside ``scope`` but not inside ``without`` (exclusion)."""

    scope: Scope
    without: Scope


Scope: TypeAlias = Everything | Skus | Categories | Brands | Shops | Tags | Both | Either | Besides
