"""What may stand where in an export and a checkpoint, by `docs/reference/log-format.md`. All else is told.

The values come out of JSON that somebody may have written to deceive: `true` is no number, and no key may be added.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from itertools import pairwise
from typing import Any

from engine.journal.codec import VEILED, canonical
from engine.journal.signing import FORMAT

OR = "|"
REDACTED = "ContentRedacted"
LONGEST_SHOWN = 60
Object = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Rule:
    """What may stand at a key, in words and as a test."""

    allowed: str
    holds: Callable[[object], bool]


def complaints(told: object, rules: Mapping[str, Rule], where: str) -> list[str]:
    """Return which keys of an object are missing, unknown, or hold something else than they may."""
    if not isinstance(told, dict):
        return [f"{where} is {short(told)}; it must be an object"]
    missing = [f"{where} has no {name!r}" for name in rules if name not in told]
    unknown = [f"{where} has an unknown {short(name)}" for name in told if name not in rules]
    wrong = [
        f"{where} has as {name!r} {short(told[name])}; it must be {rule.allowed}"
        for name, rule in rules.items()
        if name in told and not rule.holds(told[name])
    ]
    return missing + unknown + wrong


def event_complaints(event: Object, where: str) -> list[str]:
    """Return what is wrong with a skeleton: its keys, the names reserved in its body, parts that suit no veil."""
    wrong = complaints(event, EVENT, where)
    if wrong:
        return wrong
    body, needed = event["body"], ("contents",) if event["type"] == REDACTED else ()
    reserved = {name: rule for name, rule in RESERVED.items() if name in body or name in needed}
    wrong = complaints({name: body[name] for name in reserved if name in body}, reserved, f"the body of {where}")
    if wrong:
        return wrong
    veiled, apart = veils_of(event).keys(), {name for name in event["parts"] if "/" in name}
    lacking = [f"{where} has no part {name!r} for its veil" for name in sorted(veiled - apart)]
    return lacking + [f"{where} has a part {name!r} without a veil" for name in sorted(apart - veiled)]


def veils_of(event: Object) -> dict[str, str]:
    """Return the parts that fewer may see than know of an event, each with its label."""
    return {f"{VEILED}/{index}": veil["label"] for index, veil in enumerate(event["body"].get("veils", []))}


def is_count(value: object) -> bool:
    """Tell whether a value is a whole number from 1."""
    return type(value) is int and value >= 1


def short(value: object) -> str:
    """Return a value as JSON, short enough to be told."""
    text = canonical(value).decode()
    return text if len(text) <= LONGEST_SHOWN else f"{text[:LONGEST_SHOWN]}…"


def _is_text(value: object) -> bool:
    return isinstance(value, str) and bool(value)


def _is_label(value: object) -> bool:
    return isinstance(value, str) and all(value.split(OR))


def _is_instant(value: object) -> bool:
    if not isinstance(value, str) or not _INSTANT.fullmatch(value):
        return False
    try:
        datetime.fromisoformat(value)
    except ValueError:
        return False
    return True


def _are_audiences(value: object) -> bool:
    if not isinstance(value, list) or not all(_is_text(one) and OR not in one for one in value):
        return False
    return all(before < after for before, after in pairwise(value))


def _or_null(rule: Rule) -> Rule:
    return Rule(f"{rule.allowed}, or null", lambda value: value is None or rule.holds(value))


def _each(allowed: str, holds: Callable[[object], bool]) -> Rule:
    return Rule(allowed, lambda value: isinstance(value, list) and all(map(holds, value)))


def _by_name(allowed: str, names: Callable[[str], object], holds: Callable[[object], bool]) -> Rule:
    return Rule(
        allowed,
        lambda value: isinstance(value, dict) and all(names(name) and holds(one) for name, one in value.items()),
    )


def _keys(rules: Mapping[str, Rule]) -> Callable[[object], bool]:
    return lambda value: not complaints(value, rules, "")


def _hexadecimal(length: int) -> Rule:
    pattern = re.compile(f"[0-9a-f]{{{length}}}")
    return Rule(
        f"{length} lower-case hexadecimal digits",
        lambda value: isinstance(value, str) and pattern.fullmatch(value) is not None,
    )


_INSTANT = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}:[0-9]{2}\.[0-9]{6}Z")
_PART = re.compile(rf"[a-z_]+|{VEILED}/(0|[1-9][0-9]*)")
_TEXT = Rule("text", _is_text)
_COUNT = Rule("a whole number from 1", is_count)
_AT = Rule("an instant in UTC with six decimals", _is_instant)
_LABEL = Rule("a label", _is_label)
_DIGEST = _hexadecimal(64)
_FORMAT = Rule(f"{FORMAT}", lambda value: is_count(value) and value == FORMAT)
_AUDIENCES = Rule("audiences, sorted and each once", _are_audiences)
_OBJECT = Rule("an object", lambda value: isinstance(value, dict))
_ANYTHING = Rule("anything", lambda _value: True)
_VEIL = {"fields": _each("names", _is_text), "label": _LABEL}
_SHOWN = {"salt": _hexadecimal(32), "value": _ANYTHING}
_HEAD = {"n": _COUNT, "digest": _DIGEST}

RESERVED = {
    "veils": _each("a list of objects with fields and label", _keys(_VEIL)),
    "opens": _or_null(_TEXT),
    "contents": _each("a list of commitments", _DIGEST.holds),
}
EVENT = {
    "id": _TEXT,
    "process": _TEXT,
    "label": _LABEL,
    "n": _COUNT,
    "type": _TEXT,
    "version": _COUNT,
    "at": _AT,
    "due_at": _or_null(_AT),
    "actor": _or_null(_TEXT),
    "role": _or_null(_TEXT),
    "body": _OBJECT,
    "parts": _by_name("commitments by the name of their part", _PART.fullmatch, _DIGEST.holds),
}
ITEM = {
    "event": _OBJECT,
    "content": _by_name("salt and value by the name of their part", _PART.fullmatch, _keys(_SHOWN)),
}
CHECKPOINT = {
    "process": _TEXT,
    "format": _FORMAT,
    "at": _AT,
    "labels": _AUDIENCES,
    "heads": _by_name("place and digest by label", _is_label, _keys(_HEAD)),
    "key": _DIGEST,
    "signature": _hexadecimal(128),
}
EXPORT = {
    "process": _TEXT,
    "format": _FORMAT,
    "labels": _AUDIENCES,
    "events": Rule("a list of at least one event", lambda value: isinstance(value, list) and bool(value)),
    "checkpoint": _OBJECT,
}
