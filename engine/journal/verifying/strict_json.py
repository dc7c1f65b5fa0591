"""Reads JSON that an adversary may have written: one meaning only, bounded, and never an exception of another kind.

Whatever two readers could read differently is refused: keys that stand twice, numbers that not everybody holds exactly.
"""

from __future__ import annotations

import json
import re
from collections import Counter

MOST_BYTES = 256 * 1024 * 1024
MOST_DEPTH = 100
LARGEST = 2**53 - 1
_WHOLE = re.compile(r"0|-?[1-9][0-9]{0,15}")


class NotStrict(ValueError):
    """Some bytes are not the JSON that is read here; the message says why."""


def read_strictly(data: bytes) -> object:
    """Return the value in some bytes. Raises NotStrict."""
    if len(data) > MOST_BYTES:
        raise NotStrict(f"it is {len(data)} bytes; at most {MOST_BYTES} are read")
    try:
        value: object = json.loads(
            data.decode("utf-8"), object_pairs_hook=_no_twins, parse_int=_exact, parse_float=_no_float,
            parse_constant=_no_float,
        )  # fmt: skip
    except UnicodeDecodeError as error:
        raise NotStrict(f"it is not UTF-8 at byte {error.start}") from error
    except json.JSONDecodeError as error:
        raise NotStrict(f"it is not JSON at line {error.lineno}, column {error.colno}: {error.msg}") from error
    except RecursionError as error:
        raise NotStrict(f"it is nested deeper than {MOST_DEPTH} levels") from error
    _check_depth(value, MOST_DEPTH)
    _check_characters(value)
    return value


def _no_twins(pairs: list[tuple[str, object]]) -> dict[str, object]:
    built = dict(pairs)
    if len(built) < len(pairs):
        twins = [name for name, often in Counter(name for name, _ in pairs).items() if often > 1]
        raise NotStrict(f"the key {twins[0][:60]!r} stands twice in one object")
    return built


def _exact(digits: str) -> int:
    if not _WHOLE.fullmatch(digits) or abs(int(digits)) > LARGEST:
        raise NotStrict(f"the number {digits[:20]} is not one of -(2^53 - 1) to 2^53 - 1 as everybody writes it")
    return int(digits)


def _no_float(number: str) -> None:
    raise NotStrict(f"{number[:20]} is not a whole number")


def _check_depth(value: object, left: int) -> None:
    if isinstance(value, dict | list):
        if not left:
            raise NotStrict(f"it is nested deeper than {MOST_DEPTH} levels")
        for inner in value.values() if isinstance(value, dict) else value:
            _check_depth(inner, left - 1)


def _check_characters(value: object) -> None:
    """Half of a surrogate pair can be escaped in JSON, but is no character and has no bytes to be digested."""
    try:
        json.dumps(value, ensure_ascii=False).encode()
    except UnicodeEncodeError as error:
        raise NotStrict("it holds half of a surrogate pair, which is no character") from error
