"""Parties, participants and the roles they hold."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True, slots=True)
class Party:
    """An organisation or group at the table; `order` is its place among all events."""

    id: str
    name: str | None
    joined_at: datetime
    order: int
    left_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class Participant:
    """Someone who takes part, inside a party or outside all; `order` is the place of joining among all events."""

    id: str
    name: str | None
    party: str | None
    joined_at: datetime
    order: int
    left_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class Signature:
    """Who did something, in which role and for which party."""

    participant: str
    role: str | None
    party: str | None
    at: datetime


@dataclass(frozen=True, slots=True)
class Holding:
    """A participant in a role. `acceptances` are by whom the holder was accepted, one for each participant.

    An `alternate` acts as a holder of his party does, and counts as none.
    """

    role: str
    participant: str
    appointed_at: datetime
    acceptances: tuple[Signature, ...] = ()
    alternate: bool = False
