"""Visits of phases."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Literal


@dataclass(frozen=True, slots=True)
class Visit:
    """The latest visit of a phase. `ended`: the phases inside it, or the track it is, have come to their end."""

    path: str
    number: int
    status: Literal["now", "done", "passed"]
    entered_at: datetime
    order: int
    due_at: datetime | None = None
    overdue: bool = False
    ended: bool = False
    left_at: datetime | None = None
    extended: tuple[str, ...] = ()
