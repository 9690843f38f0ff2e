"""The document's JSON Schema, for editors that complete and underline while one writes."""

from __future__ import annotations

from typing import Any

from feria.festival.grammar import FESTIVAL


def json_schema() -> dict[str, Any]:
    """Draft 2020-12. It knows every field and its form; what must hold between fields only ``feria check`` knows."""
    defs: dict[str, Any] = {}
    FESTIVAL.schema(defs)
    root = defs.pop(FESTIVAL.name)
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": "Feria festival document, version 1",
        **root,
        "$defs": dict(sorted(defs.items())),
    }
