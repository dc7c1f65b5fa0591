"""The JSON Schema of a method file, made from the same models that read it, for completion in editors."""

from __future__ import annotations

from typing import Any

from engine.language.declaration import Declaration
from engine.language.declaration.base import NAME
from engine.language.declaration.meanings import MEANINGS

Schema = dict[str, Any]


def method_schema() -> Schema:
    """Return the schema (JSON Schema 2020-12) that `sluis schema` prints."""
    definitions: dict[str, object] = {}
    made = Declaration.model_json_schema(by_alias=True)
    parts: Schema = {name: _by_reference(part, definitions) for name, part in made.pop("$defs").items()}
    whole: Schema = {key: _by_reference(value, definitions) for key, value in made.items()}
    for name, part in (("Method", whole), *parts.items()):
        for key, told in part["properties"].items():
            told["description"] = MEANINGS[name][key]
    named = dict(sorted((parts | definitions).items()))
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "$defs": named,
        **whole,
        "title": "A Sluis method",
    }


def _by_reference(schema: object, definitions: dict[str, object]) -> object:
    """Return a schema in which each way to write a value that has a name is a reference to its definition."""
    if isinstance(schema, list):
        return [_by_reference(one, definitions) for one in schema]
    if not isinstance(schema, dict):
        return schema
    inner = {key: _by_reference(one, definitions) for key, one in schema.items()}
    if NAME not in inner:
        return inner
    name = str(inner.pop(NAME))
    more = {key: inner.pop(key) for key in ("default", "title") if key in inner}
    if inner:
        definitions[name] = inner
    return {"$ref": f"#/$defs/{name}", **more}
