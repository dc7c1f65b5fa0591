"""What the clock is to do, and that its time came."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from engine.process.events.base import Body, Content

TURN = "turn"


@dataclass(frozen=True, slots=True)
class DueSet(Body):
    """Something is due at another instant than before, or not at all any longer; `due` names it, as `record:…`."""

    due: str
    at: datetime | None


@dataclass(frozen=True, slots=True)
class TimeCame(Body):
    """The time of something came that does nothing else by itself."""

    due: str


@dataclass(frozen=True, slots=True)
class PeopleTold(Body):
    """These people were told of something, which `about` names as `record:…`, `run:…`, `move:…` or `while:…`.

    `turn` (`TURN`) is that something waits for them: somebody reminded them.
    """

    about: str
    participants: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class TermExtended(Body):
    """A phase got more time in this visit: `by` an ISO 8601 duration, so that its term now passes at `due_at`."""

    phase: str
    visit: int
    by: str
    due_at: datetime | None
    reason: Content[str] = None
