"""The JSON Schema beside the docs is that of the code, and says what the reader says."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from jsonschema import Draft202012Validator
from ruamel.yaml import YAML

from feria.cli.schema import schema_text
from feria.festival import json_schema
from tests.festival.documents import MONEY, SCHEMA, Wrong

ROOT = Path(__file__).parents[2]
VALIDATOR = Draft202012Validator(json_schema())


def as_editors_read(text: str) -> object:
    """Plain JSON values, as an editor's YAML 1.2 reader gives them."""
    yaml = YAML(typ="safe", pure=True)
    yaml.allow_duplicate_keys = True
    for first in "0123456789":  # YAML 1.2 knows no timestamps
        resolvers = yaml.resolver.versioned_resolver.get(first, [])
        resolvers[:] = [pair for pair in resolvers if "timestamp" not in pair[0]]
    return json.loads(json.dumps(yaml.load(text), default=str))


def test_the_committed_schema_is_that_of_the_code() -> None:
    committed = (ROOT / "docs" / "reference" / "festival.schema.json").read_text("utf-8")

    assert committed == schema_text(), "run: feria schema > docs/reference/festival.schema.json"


def test_the_schema_is_a_sound_schema() -> None:
    Draft202012Validator.check_schema(json_schema())


@pytest.mark.parametrize(
    "file", sorted((ROOT / "examples" / "festivals").glob("*.yaml")), ids=lambda file: file.stem
)
def test_the_examples_are_of_the_schema(file: Path) -> None:
    errors = [error.message for error in VALIDATOR.iter_errors(as_editors_read(file.read_text("utf-8")))]

    assert errors == []


SEEN_BY_EDITORS = [wrong for wrong in [*SCHEMA, *MONEY] if {each.code for each in wrong.expected} & {
    "unknown-field", "unknown-choice", "wrong-shape", "over-100", "unknown-version", "too-few",
}]  # fmt: skip


@pytest.mark.parametrize("wrong", SEEN_BY_EDITORS, ids=lambda wrong: wrong.name)
def test_what_a_schema_can_see_an_editor_underlines(wrong: Wrong) -> None:
    assert not VALIDATOR.is_valid(as_editors_read(wrong.text))


def test_every_field_says_how_it_is_written() -> None:
    schema = json_schema()
    records = [schema, *(each for each in schema["$defs"].values() if "properties" in each)]

    shapeless = [
        name
        for each in records
        for name, field in each["properties"].items()
        if field.keys() == {"description"}
    ]

    assert shapeless == []


def test_every_field_tells_what_it_is_for() -> None:
    schema = json_schema()
    records = [schema, *(each for each in schema["$defs"].values() if "properties" in each)]

    described = [field for record in records for field in record["properties"].values()]

    assert len(described) > 80
    assert all(field["description"].endswith((".", "...")) for field in described)
