"""Meetings of a table: planned, attended, held. What is on the agenda and in the minutes, its table alone may know."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from engine.process.events.base import Body, Content


@dataclass(frozen=True, slots=True)
class SessionPlanned(Body):
    """A meeting was planned in a visit of a phase, or planned anew."""

    session: str
    phase: str
    visit: int
    starts_at: datetime
    title: Content[str]


@dataclass(frozen=True, slots=True)
class SessionCalledOff(Body):
    """A meeting will not be held."""

    session: str
    reason: Content[str] = None


@dataclass(frozen=True, slots=True)
class AgendaSet(Body):
    """What a meeting is to be about."""

    session: str
    agenda: Content[str]


@dataclass(frozen=True, slots=True)
class SessionAttended(Body):
    """These people were present at a meeting."""

    session: str
    participants: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class SessionEnded(Body):
    """A meeting is over: who was present is settled."""

    session: str


@dataclass(frozen=True, slots=True)
class MinutesTaken(Body):
    """What was said at a meeting, written down; it replaces what was written before."""

    session: str
    minutes: Content[str]
