"""Phases entered, passed and left, and the moves between them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from engine.process.events.base import Body, Content
from engine.process.events.gates import Finding


@dataclass(frozen=True, slots=True)
class PhaseEntered(Body):
    """A visit of a phase began; `due_at` is when its term passes."""

    phase: str
    visit: int
    due_at: datetime | None


@dataclass(frozen=True, slots=True)
class PhasePassed(Body):
    """A phase did not apply and was passed."""

    phase: str
    visit: int


@dataclass(frozen=True, slots=True)
class PhaseEnded(Body):
    """A track, or the sequence inside a phase, came to its end."""

    phase: str


@dataclass(frozen=True, slots=True)
class PhaseLeft(Body):
    """A visit of a phase ended."""

    phase: str
    visit: int


@dataclass(frozen=True, slots=True)
class PhaseOverdue(Body):
    """The term of a phase passed."""

    phase: str
    visit: int


@dataclass(frozen=True, slots=True)
class Moved(Body):
    """A move was taken, with its gate as it was found."""

    move: str
    to: str
    gate: tuple[Finding, ...]
    reason: Content[str] = None
