"""Parties and participants who come and go, the roles they hold, and who accepted them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from engine.process.events.base import Body, Content


@dataclass(frozen=True, slots=True)
class PartyJoined(Body):
    """A party came to the table."""

    party: str
    name: Content[str]


@dataclass(frozen=True, slots=True)
class PartyLeft(Body):
    """The last participant of a party left."""

    party: str


@dataclass(frozen=True, slots=True)
class ParticipantJoined(Body):
    """Someone was admitted."""

    participant: str
    party: str | None
    name: Content[str]


@dataclass(frozen=True, slots=True)
class ParticipantLeft(Body):
    """Someone left."""

    participant: str


@dataclass(frozen=True, slots=True)
class RoleTaken(Body):
    """A participant became holder of a role, or alternate of one: stands in for a holder and is not counted."""

    VERSION: ClassVar[int] = 2
    role: str
    participant: str
    alternate: bool = False


@dataclass(frozen=True, slots=True)
class RoleEnded(Body):
    """A participant holds a role no longer."""

    role: str
    participant: str


@dataclass(frozen=True, slots=True)
class HolderAccepted(Body):
    """Somebody accepted the holder of a role, for a party where `party` says so."""

    role: str
    participant: str
    by: str
    as_role: str | None
    party: str | None


@dataclass(frozen=True, slots=True)
class HolderRefused(Body):
    """Somebody withdrew the acceptance of the holder of a role."""

    role: str
    participant: str
    by: str
