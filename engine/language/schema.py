"""The JSON Schema of a method file, made from the same models that read it, for completion in editors."""

from __future__ import annotations

from engine.language.declaration import Declaration


def method_schema() -> dict[str, object]:
    """Return the schema (JSON Schema 2020-12) that `sluis schema` prints."""
    schema = Declaration.model_json_schema(by_alias=True)
    return {"$schema": "https://json-schema.org/draft/2020-12/schema", **schema, "title": "A Sluis method"}
