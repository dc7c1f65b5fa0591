"""Every key a method file can have and every word that is enumerated for one, found by walking the JSON Schema."""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING, Any

from engine.language.schema import method_schema

if TYPE_CHECKING:
    from collections.abc import Iterator

Schema = dict[str, Any]
ROOT = "Method"


def parts() -> dict[str, Schema]:
    """Return every mapping a method file can have, and every way to write a value that has a name, by name."""
    schema = method_schema()
    return {ROOT: schema, **schema["$defs"]}


@cache
def keys() -> list[str]:
    """Return every key as `Part.key`, and every word that is enumerated as `Part.key=word`, or `Who=word`."""
    found = []
    for name, part in parts().items():
        found += [f"{name}={word}" for word in sorted(set(_words(part)))]
        for key, told in properties(part).items():
            found.append(f"{name}.{key}")
            words = sorted(set(_words(told)))
            found += [f"{name}.{key}={word}" for word in words] if len(words) > 1 else []
    return found


def properties(part: Schema) -> dict[str, Schema]:
    """Return the keys of a mapping, with their schemas; of a way to write a value those of its mappings."""
    forms = [part, *part.get("anyOf", ())]
    return {key: told for form in forms for key, told in form.get("properties", {}).items()}


def _words(schema: Schema) -> Iterator[str]:
    """Yield the words that are enumerated for a value, not those of the mappings and definitions it is made of."""
    yield from (word for word in (*schema.get("enum", ()), schema.get("const")) if isinstance(word, str))
    items = [schema["items"]] if "items" in schema else []
    for inner in (*schema.get("anyOf", ()), *schema.get("oneOf", ()), *items):
        yield from _words(inner)
