"""Which records count."""

from __future__ import annotations

import operator
from typing import Any

State = dict[str, Any]
COMPARE = {">=": operator.ge, "<=": operator.le, ">": operator.gt, "<": operator.lt, "==": operator.eq}


def live(state: State, kind: str) -> list[State]:
    """Return the records of a kind that count: shared, neither withdrawn nor lapsed."""
    return [one for one in state["records"].values() if one["type"] == kind and one["state"] == "shared"]
