"""What a plain YAML word means by the YAML 1.2 core schema. Decimals stay exact."""

from __future__ import annotations

import re
from decimal import Decimal

MOST_DIGITS = 40

_INT = re.compile(r"[-+]?[0-9]+|0o[0-7]+|0x[0-9a-fA-F]+")
_FLOAT = re.compile(r"[-+]?(\.[0-9]+|[0-9]+(\.[0-9]*)?)([eE][-+]?[0-9]{1,3})?")
_WORDS = frozenset("abcdeghijklmopqrsuvwxyzABCDEGHIJKLMOPQRSUVWXYZ")  # begin nothing but a text
_NOT_A_NUMBER = re.compile(r"[-+]?\.(inf|Inf|INF)|\.(nan|NaN|NAN)")


def resolve(text: str) -> str | bool | int | Decimal | float | None:
    """Return the value of a plain scalar; None stands for an empty one, a float for infinities and the like."""
    if text[:1] in _WORDS:
        return text
    if text in {"", "~", "null", "Null", "NULL"}:
        return None
    if text in {"true", "True", "TRUE", "false", "False", "FALSE"}:
        return text.lower() == "true"
    if len(text) <= MOST_DIGITS:
        if _INT.fullmatch(text):
            return int(text, 0) if text[:2] in {"0o", "0x"} else int(text)
        if _FLOAT.fullmatch(text):
            return Decimal(text)
    return float("nan") if _NOT_A_NUMBER.fullmatch(text) else text
