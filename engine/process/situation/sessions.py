"""Meetings of a table."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Literal


@dataclass(frozen=True, slots=True)
class Session:
    """A meeting, planned in a visit of a phase; `order` is its place among all events. Instants are UTC.

    Title, agenda and minutes are content: None where there is none, or where it was erased.
    """

    id: str
    phase: str
    visit: int
    starts_at: datetime
    title: str | None
    order: int
    agenda: str | None = None
    minutes: str | None = None
    present: tuple[str, ...] = ()
    ended_at: datetime | None = None
    called_off_at: datetime | None = None

    @property
    def state(self) -> Literal["planned", "held", "called_off"]:
        """Where it is in its life."""
        if self.called_off_at:
            return "called_off"
        return "held" if self.ended_at else "planned"
