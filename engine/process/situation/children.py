"""Processes that a phase runs, and of which process this one is the child."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True, slots=True)
class Child:
    """A process that a visit of a phase began; `order` is the place of that among all events."""

    id: str
    phase: str
    visit: int
    subject: tuple[str, ...]
    method: str
    version: str
    started_at: datetime
    order: int
    outcome: str | None = None
    ended_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class Lineage:
    """Whose child a process is. Roles that are `carried` are given in the parent, and nowhere else.

    `brings` is the phase, of those that the parent `offers`, to which it is brought with the end of this.
    """

    parent: str
    root: str
    phase: str
    subject: tuple[str, ...]
    level: int
    carried: tuple[str, ...]
    offers: tuple[str, ...] = ()
    brings: str | None = None
