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
class Planned:
    """That a meeting was planned to start at an instant (UTC), by the event with this id."""

    event: str
    starts_at: datetime


@dataclass(frozen=True, slots=True)
class Session:
    """A meeting, planned in a visit of a phase; `order` is its place among all events. Instants are UTC.

    A meeting can be moved to another table, which is not to learn what the first one said: so `agendas` and `minutes`
    hold the last text of each label, the newest at the end. `planned` is each time that it was planned, the newest at
    the end; `reason` why it was called off. Title and reason are None where they were erased.
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
    planned: tuple[Planned, ...] = ()
    reason: str | None = None

    @property
    def state(self) -> Literal["planned", "held", "called_off"]:
        """Where it is in its life."""
        if self.called_off_at:
            return "called_off"
        return "held" if self.ended_at else "planned"

    @property
    def moved_from(self) -> datetime | None:
        """The last start that it was planned for and does not have any more, where there is one."""
        return next((one.starts_at for one in reversed(self.planned) if one.starts_at != self.starts_at), None)

    def start_before(self, event: str) -> datetime | None:
        """Return when it was to start before the event with this id planned it anew; None where that planned it."""
        before = None
        for one in self.planned:
            if one.event == event:
                return before
            before = one.starts_at
        return None
