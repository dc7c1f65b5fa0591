"""What of an event is news: a process is a phase of its own, and that this one began or ended is said already."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Mapping

COMING_AND_GOING = frozenset({"PhaseEntered", "PhaseEnded", "PhaseLeft"})


def repeats(type_: str, data: Mapping[str, Any]) -> bool:
    """Whether an event only says of the phase around all others what is told of the process.

    What is opened, held or overdue in that phase is told nowhere else.
    """
    return type_ in COMING_AND_GOING and data.get("phase") == ""
