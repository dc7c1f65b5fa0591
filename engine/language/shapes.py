"""Words the complaints of the declaration's models in an author's terms, each at its place in the file."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from engine.language.diagnostics import Slip, meant, nearest, short, shown
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
    "tuple_type": "a list",
}
BOUNDS = {
    "greater_than_equal": ("be at least", "ge"),
    "string_too_long": ("be a text of at most", "max_length"),
    "string_too_short": ("be a text of at least", "min_length"),
    "too_short": ("have at least", "min_length"),
}
PATTERNS = {
    "method": "lower-case words joined by hyphens, such as starting-collaboration",
    "version": "three numbers, such as 1.0.0",
    "languages": "a language is two or three lower-case letters, such as en or nl",
    "run": "the id of a method, such as joint-fact-finding",
    "to": "a phase, a path such as share.facts, done, or an end such as end.agreed",
}
MAPPINGS = {
    "majority": "write {over: 2/3} or {at_least: 60%}",
    "while": "write what follows on each gate, as in {mandates_clear: hold}",
    "all": "the name of a gate stands where a gate is asked for, as in gate: [one, two], and not inside another gate",
}
MAPPINGS["any"] = MAPPINGS["all"]
BROKEN = "hold, {tell: who} or {after: P30D, move: its move}"
ID_RULE = "use lower-case letters, digits and underscores, beginning with a letter, at most 64"


def complain_about_shape(source: Source, error: ValidationError) -> None:
    """Turn every error of the models into a complaint at the nearest place that stands in the file."""
    for details in error.errors(include_url=False):
        if _follows_from_others(details):
            continue
        path = _place(source, details["loc"])
        slip = (details.get("ctx") or {}).get("error")
        if details["type"] == "missing":
            inside = dotted(path) or "the file"
            source.complain(source.key_position(path), f"{inside} needs '{details['loc'][-1]}'", "missing-key", path)
        elif details["loc"] and details["loc"][-1] == "[key]":
            key = short(str(path[-1]))
            source.complain(source.key_position(path), f"'{key}' cannot be a name here: {ID_RULE}", "bad-name", path)
        elif isinstance(slip, Slip):
            path = (*path, *slip.at)
            at = source.key_position(path) if slip.key else source.position(path)
            source.complain(at, str(slip), "wrong-keys" if slip.key else "wrong-value", path)
        else:
            source.complain(source.position(path), _sentence(path, details), "wrong-value", path)


def complain_about_key(source: Source, path: Path, key: str, allowed: frozenset[str]) -> None:
    """Complain about a key that does not exist here."""
    message = f"there is no key '{short(key)}' here{nearest(key, allowed)}"
    source.complain(source.key_position(path), message, "unknown-key", path)


def _follows_from_others(details: ErrorDetails) -> bool:
    """Tell whether a list is only too short because what is in it is wrong, which is complained about already."""
    return details["type"] == "too_short" and details["ctx"]["actual_length"] < len(details["input"])


def _place(source: Source, loc: tuple[str | int, ...]) -> Path:
    """Follow a model's location through the data as far as it goes; the models' own tags are not in the file."""
    path: Path = ()
    for step in loc:
        if (*path, step) in source.values:
            path = (*path, step)
    return path


def _sentence(path: Path, details: ErrorDetails) -> str:
    name = f"'{short(_name(path))}'" if path else "the file"
    context: Mapping[str, object] = details.get("ctx") or {}
    found, kind = shown(details["input"]), details["type"]
    if kind == "value_error":
        return str(context["error"])
    if kind == "literal_error" and path[-2:-1] == ("while",):
        return f"{name} is {found}; allowed: {BROKEN}"
    if kind == "literal_error":
        expected = str(context["expected"]).replace("True", "true")
        advice = meant(str(details["input"]), re.findall("'([^']+)'", expected))
        return f"{name} is {found}; {advice} allowed: {expected}".replace(";  ", "; ")
    if kind == "string_pattern_mismatch":
        return f"{found} cannot stand here: {PATTERNS.get(_name(path), ID_RULE)}"
    if kind in KINDS:
        return f"{name} must be {KINDS[kind]}; found {found}{_advice(_name(path), kind, details['input'])}"
    if kind in BOUNDS:
        words, bound = BOUNDS[kind]
        unit = " characters" if kind.startswith("string") else " of them" if kind == "too_short" else ""
        return f"{name} must {words} {context[bound]}{unit}; found {context.get('actual_length', found)}"
    return f"{name}: {details['msg']}; found {found}"


def _name(path: Path) -> str:
    """Return the innermost key of a path: what stands in a list is called as the list is."""
    return next((step for step in reversed(path) if isinstance(step, str)), "")


def _advice(name: str, kind: str, found: object) -> str:
    if name in PATTERNS and kind == "string_type":
        return f"; write {PATTERNS[name]}"
    if name in MAPPINGS and KINDS[kind] == KINDS["dict_type"]:
        return f"; {MAPPINGS[name]}"
    if kind == "string_type" and not isinstance(found, dict | list):
        return "; quote it"
    if kind == "tuple_type":
        return "; put '- ' before it" if isinstance(found, dict) else f"; write [{short(str(found))}]"
    return ""
