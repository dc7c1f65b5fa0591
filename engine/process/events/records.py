"""The life of a record: written, shared, confirmed, withdrawn."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from engine.process.events.base import Body, Content
from engine.process.persistent import Map
from engine.process.situation import Json, Subject


@dataclass(frozen=True, slots=True)
class Veil:
    """Fields of a record that fewer may see than know of it: those who may know `label`."""

    label: str
    fields: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class RecordWritten(Body):
    """A version of a record was drafted, seen by its author's side only; perhaps on behalf of a party."""

    VERSION = 2

    id: str
    record: str
    subject: Subject
    party: str | None
    version: int
    author: str
    fields: Content[Map[str, Json]]
    veils: tuple[Veil, ...] = ()
    on_behalf_of: str | None = None


@dataclass(frozen=True, slots=True)
class RecordShared(Body):
    """A version of a record was shared; it replaces the one before. `opens` is the event whose content it releases."""

    VERSION = 2

    id: str
    record: str
    subject: Subject
    party: str | None
    version: int
    author: str
    fields: Content[Map[str, Json]]
    veils: tuple[Veil, ...] = ()
    opens: str | None = None
    on_behalf_of: str | None = None


@dataclass(frozen=True, slots=True)
class RecordWithdrawn(Body):
    """A record was taken back, or one side's draft of it where the version is not the shared one; the log keeps it."""

    id: str
    version: int


@dataclass(frozen=True, slots=True)
class RecordLapsed(Body):
    """A record counts no longer: its time is over, a move said so, it goes with another, or a new one is owed."""

    id: str
    version: int
    because: Literal["expired", "moved", "with_other", "renewed"]


@dataclass(frozen=True, slots=True)
class ConfirmationGiven(Body):
    """Somebody confirmed one version of a record."""

    id: str
    version: int
    by: str
    as_role: str | None
    party: str | None


@dataclass(frozen=True, slots=True)
class ConfirmationWithdrawn(Body):
    """Somebody took a confirmation back."""

    id: str
    version: int
    by: str


@dataclass(frozen=True, slots=True)
class ConfirmationLapsed(Body):
    """A confirmation counts no longer, because the version it was given to was replaced or withdrawn."""

    id: str
    version: int
    by: str


@dataclass(frozen=True, slots=True)
class RecordConfirmed(Body):
    """Everybody whose confirmation a version needs has given it."""

    id: str
    version: int


@dataclass(frozen=True, slots=True)
class RecordUnconfirmed(Body):
    """A confirmation that a version needs is missing again."""

    id: str
    version: int


@dataclass(frozen=True, slots=True)
class RecordDisputed(Body):
    """Somebody disputes the shared version of a record."""

    id: str
    version: int
    by: str
    as_role: str | None
    party: str | None
    reason: Content[str] = None


@dataclass(frozen=True, slots=True)
class DisputeEnded(Body):
    """Somebody disputes a record no longer, or it has a new version."""

    id: str
    version: int
    by: str
