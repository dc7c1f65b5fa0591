"""Meetings of a table."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Literal


@dataclass(frozen=True, slots=True)
class Said:
    """What a table wrote down, and the label of whoever may know it. The text is None where it was erased."""

    text: str | None
    label: str


@dataclass(frozen=True, slots=True)
class Session:
    """A meeting, planned in a visit of a phase; `order` is its place among all events. Instants are UTC.

    A meeting can be moved to another table, which is not to learn what the first one said: so `agendas` and `minutes`
    hold the last text of each label, the newest at the end. The title is None where it was erased.
    """

    id: str
    phase: str
    visit: int
    starts_at: datetime
    title: str | None
    order: int
    agendas: tuple[Said, ...] = ()
    minutes: tuple[Said, ...] = ()
    present: tuple[str, ...] = ()
    ended_at: datetime | None = None
    called_off_at: datetime | None = None

    @property
    def state(self) -> Literal["planned", "held", "called_off"]:
        """Where it is in its life."""
        if self.called_off_at:
            return "called_off"
        return "held" if self.ended_at else "planned"
