"""What the clock is to do, and holds that stop it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True, slots=True)
class Due:
    """Something that is due at an instant (UTC); `label` is who may know of it."""

    at: datetime
    label: str


@dataclass(frozen=True, slots=True)
class Hold:
    """A time in which the process waits; it goes on while `ended_at` is None. By a standing gate, or by somebody."""

    id: str
    phase: str
    gate: str | None
    by: str | None
    began_at: datetime
    order: int
    until: datetime | None
    reason: str | None
    ended_at: datetime | None = None
