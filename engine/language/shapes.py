"""Words the complaints of the declaration's models in an author's terms, each at its place in the file."""

from __future__ import annotations

from typing import TYPE_CHECKING

from engine.language.diagnostics import listed, nearest
from engine.language.source import dotted

if TYPE_CHECKING:
    from collections.abc import Mapping

    from pydantic import ValidationError
    from pydantic_core import ErrorDetails

    from engine.language.source import Path, Source

KINDS = {
    "string_type": "text",
    "int_type": "a whole number",
    "bool_type": "true or false",
    "dict_type": "a mapping (key: value)",
    "model_type": "a mapping (key: value)",
    "model_attributes_type": "a mapping (key: value)",
    "tuple_type": "a list",
    "list_type": "a list",
}
PATTERNS = {
    "method": "lower-case words joined by hyphens, such as starting-collaboration",
    "version": "three numbers, such as 1.0.0; quote it",
}


def complain_about_shape(source: Source, error: ValidationError) -> None:
    """Turn every error of the models into a complaint at the nearest place that stands in the file."""
    for details in error.errors():
        if details["type"] == "too_short" and details["input"]:
            continue  # what is in it has its own complaint
        path = _place(source, details["loc"])
        if details["type"] == "missing":
            inside = dotted(path) or "the method"
            source.complain(source.key_position(path), f"{inside} needs '{details['loc'][-1]}'", "shape", path)
        elif details["loc"] and details["loc"][-1] == "[key]":
            key = str(path[-1])
            source.complain(source.key_position(path), f"'{key}' is not an id: {_ID_RULE}", "shape", path)
        else:
            source.complain(source.position(path), _sentence(path, details), "shape", path)


def complain_about_key(source: Source, path: Path, key: str, allowed: frozenset[str]) -> None:
    """Complain about a key that does not exist here."""
    source.complain(source.key_position(path), f"there is no key '{key}' here{nearest(key, allowed)}", "shape", path)


_ID_RULE = "use lower-case letters, digits and underscores, beginning with a letter, at most 64"


def _place(source: Source, loc: tuple[str | int, ...]) -> Path:
    """Follow a model's location through the data as far as it goes; the models' own tags are not in the file."""
    path: Path = ()
    for step in loc:
        if (*path, step) in source.values:
            path = (*path, step)
    return path


def _sentence(path: Path, details: ErrorDetails) -> str:
    name = str(path[-1]) if path else "the method"
    context: Mapping[str, object] = details.get("ctx") or {}
    found = _shown(details["input"])
    match details["type"]:
        case "value_error":
            return str(context["error"])
        case "literal_error":
            return f"'{name}' is {found}; allowed: {context['expected']}"
        case "string_pattern_mismatch":
            rule = PATTERNS.get(name, _ID_RULE) if len(path) == 1 else _ID_RULE
            return f"{found} cannot stand here: {rule}"
        case kind if kind in KINDS:
            advice = "; quote it" if kind == "string_type" else ""
            return f"'{name}' must be {KINDS[kind]}; found {found}{advice}"
        case "too_short":
            return f"'{name}' must have at least {context['min_length']}; found {context['actual_length']}"
        case _:
            return f"'{name}': {details['msg']}; found {found}"


def _shown(value: object) -> str:
    match value:
        case dict():
            return f"a mapping with {listed(str(key) for key in value)}" if value else "an empty mapping"
        case list() | tuple():
            return f"a list of {len(value)}"
        case str():
            return f"'{value[:60]}'"
        case bool():
            return "true" if value else "false"
        case _:
            return str(value)[:60]
