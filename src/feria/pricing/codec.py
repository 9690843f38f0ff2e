"""Promotions, carts and quotes as JSON: versioned, strict, with the place of every mistake.

Each document is an object with ``version`` and one named part. Unknown fields are refused; a
document of an older version is brought up to date step by step before it is read.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any, TypeVar

import msgspec

from feria.pricing.cart import Cart
from feria.pricing.errors import PricingError
from feria.pricing.promotion import Promotion
from feria.pricing.quoted import Quote
from feria.pricing.value import Value

VERSION = 1

UPGRADES: dict[int, Callable[[dict[str, Any]], dict[str, Any]]] = {}
"""From a version to the next: what to do with a document of that version."""

Document = TypeVar("Document", bound="VersionedDocument")


class CodecProblem(PricingError):
    """A document that cannot be read: ``path`` is the place ("$.promotions[2].benefit.bps")."""

    def __init__(self, path: str, message: str) -> None:
        super().__init__(f"{path}: {message}")
        self.path = path
        self.message = message

    def __reduce__(self) -> tuple[object, ...]:
        return (CodecProblem, (self.path, self.message))


class VersionedDocument(Value, frozen=True, kw_only=True, omit_defaults=False):
    version: int = VERSION


class PromotionsDocument(VersionedDocument, frozen=True, kw_only=True):
    promotions: tuple[Promotion, ...]


class CartDocument(VersionedDocument, frozen=True, kw_only=True):
    cart: Cart


class QuoteDocument(VersionedDocument, frozen=True, kw_only=True):
    quote: Quote


def encode_promotions(promotions: Sequence[Promotion]) -> bytes:
    """Promotions as a JSON document."""
    return msgspec.json.encode(PromotionsDocument(promotions=tuple(promotions)))


def decode_promotions(document: bytes | str) -> tuple[Promotion, ...]:
    """Promotions from a JSON document. Raises CodecProblem."""
    return _read(document, PromotionsDocument).promotions


def encode_cart(cart: Cart) -> bytes:
    """A cart as a JSON document."""
    return msgspec.json.encode(CartDocument(cart=cart))


def decode_cart(document: bytes | str) -> Cart:
    """A cart from a JSON document. Raises CodecProblem."""
    return _read(document, CartDocument).cart


def encode_quote(quote: Quote) -> bytes:
    """A quote as a JSON document."""
    return msgspec.json.encode(QuoteDocument(quote=quote))


def decode_quote(document: bytes | str) -> Quote:
    """A quote from a JSON document. Raises CodecProblem."""
    return _read(document, QuoteDocument).quote


def json_schema() -> dict[str, Any]:
    """JSON Schema of the three documents, for editors and other languages."""
    documents = {"promotions": PromotionsDocument, "cart": CartDocument, "quote": QuoteDocument}
    schemas, components = msgspec.json.schema_components(documents.values(), ref_template="#/$defs/{name}")
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "oneOf": list(schemas),
        "$defs": components,
    }


def _read(document: bytes | str, kind: type[Document]) -> Document:
    try:
        raw = msgspec.json.decode(document)
    except msgspec.DecodeError as error:
        raise CodecProblem("$", f"This is not JSON: {error}.") from None
    except RecursionError:
        raise CodecProblem("$", "The document is nested too deeply.") from None
    if not isinstance(raw, Mapping):
        raise CodecProblem("$", 'A document is an object: {"version": 1, ...}.')
    try:
        return msgspec.convert(_upgraded(dict(raw)), kind)
    except msgspec.ValidationError as error:
        message, _, place = str(error).partition(" - at `")
        raise CodecProblem(place.rstrip("`") or "$", f"{message}.") from None
    except RecursionError:
        raise CodecProblem("$", "The document is nested too deeply.") from None


def _upgraded(raw: dict[str, Any]) -> dict[str, Any]:
    version = raw.get("version")
    if type(version) is not int or not 1 <= version <= VERSION:
        raise CodecProblem(
            "$.version", f"Version {version!r} is not known; this program reads 1 to {VERSION}."
        )
    while version < VERSION:
        raw = UPGRADES[version](raw)
        version += 1
    return {**raw, "version": VERSION}
