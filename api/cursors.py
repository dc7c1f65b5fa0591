"""Where a reader is in a log: how far he has read of each label, as one word that he gives back to go on from there."""

from __future__ import annotations

import base64
import json

from api.problems import Unreadable

MOST = 2**63


def write_cursor(vector: dict[str, int]) -> str:
    """Return a place in the log as one word."""
    return base64.urlsafe_b64encode(json.dumps(vector, sort_keys=True).encode()).decode().rstrip("=")


def read_cursor(cursor: str | None) -> dict[str, int]:
    """Return the place that a word stands for, the beginning where there is none. Raises Unreadable."""
    if not cursor:
        return {}
    try:
        told = json.loads(base64.urlsafe_b64decode(cursor + "=" * (-len(cursor) % 4)))
        vector = {str(label): int(n) for label, n in told.items()}
    except (ValueError, ArithmeticError, AttributeError, TypeError, RecursionError) as error:
        raise _not_ours() from error
    if not all(0 <= n < MOST for n in vector.values()):
        raise _not_ours()
    return vector


def _not_ours() -> Unreadable:
    return Unreadable("malformed", "this cursor was not given by the log", "/cursor")
