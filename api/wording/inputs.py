"""What is wrong with a part of a request, in words: pydantic's kinds of error, and our own, as sentences."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from api.wording.saying import PLACE, WORDS, language_for, say_in
from engine.process.view import Message

if TYPE_CHECKING:
    from collections.abc import Mapping

    from api.wording.saying import Value

ALIKE = {
    "bool_parsing": "bool_type",
    "int_from_float": "int_type",
    "int_parsing": "int_type",
    "list_type": "tuple_type",
    "model_attributes_type": "dict_type",
}
VALUES = {
    "expected": "allowed",
    "expected_tags": "allowed",
    "ge": "least",
    "le": "most",
    "max_length": "most",
    "min_length": "least",
    "tag": "found",
}
QUOTED = re.compile(r"'([^']*)'")


def say_input(language: str | None, error: Mapping[str, Any]) -> str:
    """Say an error as pydantic tells it (`type`, `ctx`), in its own words (`msg`) where there are no others."""
    values = {VALUES.get(key, key): _value(key, value) for key, value in (error.get("ctx") or {}).items()}
    kind = str(error.get("type"))
    message = "input_empty" if values.get("least") == 1 and "string" in kind else f"input_{ALIKE.get(kind, kind)}"
    sentence = WORDS[language_for(language)].get(message)
    if sentence is None or not {place[1] for place in PLACE.finditer(sentence)} <= set(values):
        return str(error["msg"])
    return say_in(language)(Message(message, values))


def _value(key: str, value: object) -> Value:
    if VALUES.get(key) == "allowed":
        return tuple(QUOTED.findall(str(value)))
    return value if isinstance(value, int | tuple) else str(value)
