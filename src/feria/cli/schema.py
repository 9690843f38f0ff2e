"""``feria schema``."""

from __future__ import annotations

import sys


def schema() -> int:
    """Print the JSON Schema of festival documents.

    Save it and name it in a document's first line, and your editor completes and underlines while you write:
    # yaml-language-server: $schema=festival.schema.json
    """
    sys.stdout.write(schema_text())
    return 0


def schema_text() -> str:
    """The schema as it is printed and as docs/reference/festival.schema.json holds it."""
    import json

    from feria.festival import json_schema

    return json.dumps(json_schema(), indent=2, ensure_ascii=False) + "\n"
