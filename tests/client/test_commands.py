"""Every command that the document has, whether or not a story gives it: its model holds all that may be said."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

import pytest

from tests.client.stage import ROOT, Program

SCHEMAS: dict[str, Any] = json.loads((ROOT / "docs/reference/openapi.json").read_text(encoding="utf-8"))["components"][
    "schemas"
]
COMMANDS = [one["$ref"].rpartition("/")[2] for one in SCHEMAS["AnyCommand"]["oneOf"]]
PLAIN = {"string": "x", "integer": 3, "boolean": True, "null": None}


def values(schema: dict[str, Any]) -> Iterator[object]:
    """Yield a value of each kind that a schema allows."""
    if "$ref" in schema:
        yield from values(SCHEMAS[schema["$ref"].rpartition("/")[2]])
    elif "anyOf" in schema:
        for one in schema["anyOf"]:
            yield from values(one)
    elif "const" in schema or "enum" in schema:
        yield from schema.get("enum", [schema.get("const")])
    elif schema.get("format") == "date-time":
        yield "2026-03-02T09:00:00+01:00"
    elif schema.get("type") == "array":
        yield from ([one] for one in values(schema["items"]))
    elif schema.get("type") == "object":
        several = [schema.get("additionalProperties"), *schema.get("patternProperties", {}).values()]
        yield from ({"x": one} for part in several if isinstance(part, dict) for one in values(part))
    else:
        yield PLAIN[schema["type"]] if "type" in schema else {"any": [1, {"thing": None}]}


@pytest.mark.parametrize("name", COMMANDS)
def test_the_model_of_a_command_holds_all_that_may_be_said(program: Program, name: str) -> None:
    schema = SCHEMAS[name]
    needed = {key: next(values(schema["properties"][key])) for key in schema["required"]}
    said = [{**needed, key: one} for key, part in schema["properties"].items() for one in values(part)]

    held = program.ask("hold", commands=[needed, *said])

    assert held == [name] * (len(said) + 1)
